"""python3 flag_names.py vllm|sglang WHEEL: the spellings of the flags of any version, as JSON."""

import ast
import json
import sys

from package_source import Package

# Older versions wrote them otherwise, so whatever names a flag there counts, not what it takes.
MODULES = {
    "sglang": ["sglang.srt.server_args"],
    "vllm": [
        "vllm.engine.arg_utils",
        "vllm.entrypoints.openai.cli_args",
        "vllm.entrypoints.cli.serve",
    ],
}
CLASSES = ("ServerArgs", "FrontendArgs", "BaseFrontendArgs")


def main():
    _, name, wheel = sys.argv
    modules = [Package(wheel).module(module) for module in MODULES[name]]
    trees = [node for module in modules if module for node in ast.walk(module.tree)]
    print(json.dumps(sorted({word for node in trees for word in _of(node)})))


def _of(node):
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".add_argument"):
        return _flags(node.args)
    # The aliases and the own name of a field, where there are some.
    if isinstance(node, ast.keyword) and node.arg in ("aliases", "cli_name"):
        return _flags(ast.walk(node.value))
    if isinstance(node, ast.ClassDef) and node.name in CLASSES:
        fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
        return [f"--{one.target.id.replace('_', '-')}" for one in fields if _is_flag(node, one)]
    return []


def _is_flag(owner, field):
    # The settings of SGLang were a class before its fields were flags.
    return owner.name != "ServerArgs" or ast.unparse(field.annotation).startswith("A[")


def _flags(nodes):
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [value for value in values if isinstance(value, str) and value.startswith("-")]


main()
