"""What vLLM makes of the type of a field, as `_compute_kwargs` in `engine/arg_utils.py` does."""

import ast

from package_source import Unknown

BUILTIN = ("bool", "int", "float", "str", "None", "Any")
# By the name of a type what JSON has for it; a class of its own may be made of anything.
KINDS = {
    **{"bool": "boolean", "int": "integer", "float": "number", "str": "string", "None": "null"},
    **{"Literal": "choice", "list": "array", "tuple": "array", "set": "array"},
    **{"dict": "object", "dataclass": "object"},
}
COLLECTIONS = {"list": "list", "List": "list", "tuple": "tuple", "set": "set", "dict": "dict"}


def types_of(module, node):
    """The alternatives of a type by name; what `Literal` allows, where it is one of them."""
    kinds, choices = set(), []
    for alternative in _alternatives(module, node):
        kind, values = _kind(*alternative)
        kinds.add(kind)
        choices += values
    return kinds, choices


def _alternatives(module, node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _alternatives(module, ast.parse(node.value, mode="eval").body)
    if isinstance(node, ast.BinOp):
        return _alternatives(module, node.left) + _alternatives(module, node.right)
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer in ("Annotated", "SkipValidation"):
            return _alternatives(module, inner[0])
        if outer == "Optional":
            return _alternatives(module, inner[0]) + [(module, ast.Constant(None))]
        if outer == "Union":
            return [one for part in inner for one in _alternatives(module, part)]
    if isinstance(node, ast.Name) and node.id not in BUILTIN:
        try:
            origin, found = module.find(node.id)
        except Unknown:
            return [(module, node)]
        if not isinstance(found, (ast.ClassDef, ast.Call)):
            return _alternatives(origin, found)
    return [(module, node)]


def _kind(module, node):
    text = ast.unparse(node)
    if text in BUILTIN or text in COLLECTIONS:
        return COLLECTIONS.get(text, text), []
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value)
        if outer == "Literal":
            return "Literal", module.literals(node)
        return COLLECTIONS.get(outer, "class"), []
    try:
        _, owner = module.class_of(node)
    except Unknown:
        return "class", []
    decorators = " ".join(ast.unparse(one) for one in owner.decorator_list)
    return ("dataclass" if "config" in decorators or "dataclass" in decorators else "class"), []


def fields_of(module, owner):
    """The fields of a class behind those of the classes that it is made of."""
    fields = {}
    for base in owner.bases:
        try:
            fields.update(fields_of(*module.class_of(base)))
        except Unknown:
            continue
    for one in owner.body:
        if not isinstance(one, ast.AnnAssign):
            continue
        if not ast.unparse(one.annotation).startswith(("ClassVar", "InitVar")):
            fields[one.target.id] = (module, one)
    return fields


def keys_of(module, annotation):
    """What a document may have, where all of its fields are those of one class of settings."""
    for origin, node in _alternatives(module, annotation):
        if _kind(origin, node)[0] == "dataclass":
            return {name: _key(*field) for name, field in fields_of(*origin.class_of(node)).items()}
    return {}


def _key(module, field):
    kinds, choices = types_of(module, field.annotation)
    told = {"kinds": sorted(KINDS[kind] for kind in kinds)} if kinds <= KINDS.keys() else {}
    return {**told, **({"choices": [str(choice) for choice in choices]} if choices else {})}


def facts_of(module, field):
    """What `add_argument` is told about a field."""
    kinds, choices = types_of(module, field.annotation)
    if "dataclass" in kinds:
        return {"type": "json", "keys": keys_of(module, field.annotation)}
    if kinds == {"bool", "str", "None"}:
        return {"nargs": "?"}
    if "bool" in kinds:
        return {"switch": "both"}
    if "Literal" in kinds:
        # Beside any text the words are examples.
        if "str" in kinds:
            return {}
        return {"choices": choices + (["None"] if "None" in kinds else [])}
    if kinds & {"tuple", "list", "set"}:
        return {"nargs": "+"}
    return {"type": _type_name(kinds, field.target.id)}


def _type_name(kinds, name):
    # Those are read with words for thousands, and the first with `auto` too.
    readable = ("max_model_len", "max_num_batched_tokens", "kv_cache_memory_bytes")
    if "int" in kinds:
        return "text" if name in (*readable, "safetensors_prefetch_block_size") else "int"
    if "float" in kinds:
        return "float"
    return "json" if "dict" in kinds and not kinds & {"str", "class"} else "text"
