"""The flags of SGLang: fields of a dataclass, and a few that are added by hand."""

import ast

from arguments import described, flag, set_fact


def sglang_flags(package):
    """Every flag of `sglang.launch_server`."""
    module = package.module("sglang.srt.server_args")
    _, owner = module.find("ServerArgs")
    rows = [row for field in _fields(owner) for row in _of_field(module, field)]
    return rows + _by_hand(module, owner)


def _fields(owner):
    # A field that stands there twice is the second one.
    return {one.target.id: one for one in owner.body if isinstance(one, ast.AnnAssign)}.values()


def _of_field(module, field):
    """A field that is told as `A[type, "help"]` or `A[type, Arg(...)]`."""
    annotation = field.annotation
    if not (isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "A"):
        return []
    kind, told = annotation.slice.elts
    words = {word.arg: word.value for word in told.keywords} if isinstance(told, ast.Call) else {}
    if "no_cli" in words and module.value(words["no_cli"]):
        return []
    name = f"--{field.target.id.replace('_', '-')}"
    names = [module.value(words["cli_name"]) if "cli_name" in words else name]
    names += module.value(words["aliases"]) if "aliases" in words else []
    facts = _facts(module, kind, words)
    # As `add_cli_args_from_dataclass` has it.
    if field.value is None and "required" not in words:
        facts["required"] = True
    if names[0] == "--speculative-algorithm":
        facts["choices"] = _algorithms(module.package)
    return [flag(names, facts)]


def _algorithms(package):
    """The words that `SpeculativeAlgorithm.from_string` knows, and those that stand for one."""
    aliases = package.module("sglang.srt.speculative.spec_registry").find("_RESERVED_ALIASES")
    own = package.module("sglang.srt.speculative.spec_info").members("SpeculativeAlgorithm")
    return [*own, *aliases[0].value(aliases[1].args[0])]


def _facts(module, kind, words):
    if "action" in words:
        facts = described(module, {"action": words["action"]})
        if "action_kwargs" in words:
            pairs = words["action_kwargs"]
            for key, node in zip(pairs.keys, pairs.values):
                set_fact(module, facts, module.value(key), node)
        return facts
    facts = {}
    inner = _without_none(kind)
    text = ast.unparse(inner)
    parser = words.get("type_parser")
    if text.startswith("Literal["):
        facts["choices"] = module.literals(inner)
    elif text.lower().startswith("list[") and parser is None:
        facts["nargs"] = "+"
        set_fact(module, facts, "type", inner.slice)
    elif text == "bool":
        return {"switch": "on"}
    else:
        set_fact(module, facts, "type", inner)
    for name in ("choices", "nargs"):
        if name in words:
            set_fact(module, facts, name, words[name])
    if parser is not None:
        set_fact(module, facts, "type", parser)
    return facts


def _without_none(kind):
    if isinstance(kind, ast.Subscript) and ast.unparse(kind.value) == "Optional":
        return kind.slice
    if isinstance(kind, ast.BinOp) and ast.unparse(kind.right) == "None":
        return kind.left
    return kind


def _by_hand(module, owner):
    adds = next(
        one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name == "add_cli_args"
    )
    # Names of the function stand for what they were set to.
    for statement in adds.body:
        if isinstance(statement, ast.Assign):
            module.names[statement.targets[0].id] = statement.value
    return [
        flag(
            [module.value(name) for name in call.args],
            described(module, {word.arg: word.value for word in call.keywords}),
        )
        for call in ast.walk(adds)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "parser.add_argument"
    ]
