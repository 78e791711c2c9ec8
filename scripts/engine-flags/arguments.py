"""What `argparse` makes of the words that `add_argument` is given, as plain data."""

import ast

from package_source import Unknown


def described(module, keywords):
    """The facts of an argument by what is written behind its names."""
    facts = {}
    for name, node in keywords.items():
        set_fact(module, facts, name, node)
    return facts


def set_fact(module, facts, name, node):
    """One word of `add_argument`, of which only what decides about a command line is kept."""
    if name == "action":
        _set_action(module, facts, node)
    elif name == "required":
        facts["required"] = module.value(node)
    elif name == "nargs":
        facts["nargs"] = module.value(node)
    elif name == "type":
        facts["type"] = type_of(node)
    elif name == "choices":
        try:
            facts["choices"] = module.value(node)
        except Unknown:
            facts.pop("choices", None)


def type_of(node):
    """What a value is read as, where that is one of Python's own."""
    text = ast.unparse(node)
    if text in ("int", "float"):
        return text
    return "json" if "json.loads" in text else "text"


def _set_action(module, facts, node):
    text = ast.unparse(node).strip("'\"")
    if text.endswith("BooleanOptionalAction"):
        facts["switch"] = "both"
    elif text in ("store_true", "store_false", "store_const"):
        facts["switch"] = "on"
    elif text in ("append", "extend"):
        facts["repeats"] = True
    elif isinstance(node, ast.Name):
        _set_own_action(facts, *module.class_of(node))


def _set_own_action(facts, module, action):
    if _words_of_action(module, action) == 0:
        facts["switch"] = "on"
    # What it takes apart at `=`, or else reads as JSON, is a pair or a document.
    text = ast.unparse(action)
    if ".split('=')" in text and "json.loads(" in text:
        facts["type"] = "pair"


def _words_of_action(module, action):
    for statement in action.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            named = statement.args.args[-len(statement.args.defaults) :]
            defaults = dict(zip((arg.arg for arg in named), statement.args.defaults))
            return module.value(defaults["nargs"]) if "nargs" in defaults else None
    return None


def flag(names, facts):
    """A row of the snapshot."""
    long = [name for name in names if name.startswith("--")]
    if "switch" in facts:
        off = [f"--no-{name[2:]}" for name in long] if facts["switch"] == "both" else []
        required = {"required": True} if facts.get("required") else {}
        return {"names": names, **({"off": off} if off else {}), "values": "none", **required}
    nargs = facts.get("nargs")
    values = {None: "one", "?": "optional", "*": "any", "+": "some"}.get(nargs, "some")
    row = {"names": names, "values": values}
    if facts.get("type", "text") != "text":
        row["type"] = facts["type"]
    if facts.get("choices"):
        row["choices"] = [str(choice) for choice in facts["choices"]]
    for name in ("anyCase", "keys", "required", "repeats"):
        if facts.get(name):
            row[name] = facts[name]
    return row
