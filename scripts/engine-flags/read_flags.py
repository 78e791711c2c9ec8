"""python3 read_flags.py vllm|sglang WHEEL: the flags of that package as JSON."""

import json
import sys

from package_source import Package
from sglang_flags import sglang_flags
from vllm_flags import vllm_flags

READERS = {"sglang": sglang_flags, "vllm": vllm_flags}


def main():
    _, name, wheel = sys.argv
    rows = READERS[name](Package(wheel))
    print(json.dumps(sorted(rows, key=lambda row: row["names"][0])))


main()
