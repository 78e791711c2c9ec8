"""The flags of vLLM: fields of the classes that configure it, under names that a function gives."""

import ast

from arguments import described, flag, set_fact
from package_source import Unknown
from vllm_choices import choices_of
from vllm_types import facts_of, fields_of

ENGINE = "vllm.engine.arg_utils"
SERVER = "vllm.entrypoints.openai.cli_args"


def vllm_flags(package):
    """Every flag of `vllm serve`."""
    server, engine = package.module(SERVER), package.module(ENGINE)
    rows = _added(server, _function(server, None, "make_arg_parser"))
    rows += _frontend(server)
    for owner in ("EngineArgs", "AsyncEngineArgs"):
        rows += _added(engine, _function(engine, owner, "add_cli_args"))
    for row in rows:
        row.update(choices_of(package, row["names"][0]))
    return rows


def _function(module, owner, name):
    tree = module.find(owner)[1].body if owner else module.functions
    return next(one for one in tree if isinstance(one, ast.FunctionDef) and one.name == name)


def _frontend(module):
    """The class whose fields are flags by their own names, after what it mends about them."""
    _, base = module.find("BaseFrontendArgs")
    _, own = module.find("FrontendArgs")
    told = {name: facts_of(*field) for name, field in fields_of(module, own).items()}
    for owner in (base, own):
        mends = _function(module, owner.name, "_customize_cli_kwargs")
        _Body(module, {"frontend_kwargs": told}).run(mends.body)
    return [flag([f"--{name.replace('_', '-')}"], facts) for name, facts in told.items()]


def _added(module, function):
    body = _Body(module, {})
    body.run(function.body)
    return body.rows


class _Body:
    """The statements of a function that tells a parser of its arguments."""

    def __init__(self, module, variables):
        self.module, self.variables, self.rows = module, variables, []

    def run(self, statements):
        for statement in statements:
            if isinstance(statement, ast.If):
                self.run(statement.body)
            elif isinstance(statement, ast.Assign):
                self._assign(statement.targets[0], statement.value)
            elif isinstance(statement, ast.Delete):
                for target in statement.targets:
                    self._facts(target.value).pop(self.module.value(target.slice), None)
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                self._call(statement.value)

    def _assign(self, target, value):
        if isinstance(target, ast.Subscript):
            facts = self._facts(target.value)
            set_fact(self.module, facts, self.module.value(target.slice), value)
        elif isinstance(target, ast.Name):
            self._name(target.id, value)

    def _name(self, name, value):
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "get_kwargs":
            module, owner = self.module.class_of(value.args[0])
            fields = fields_of(module, owner)
            self.variables[name] = {key: facts_of(*field) for key, field in fields.items()}
        elif isinstance(value, ast.Subscript) and self._is_known(value.value):
            self.variables[name] = self._facts(value)

    def _is_known(self, node):
        return isinstance(node, ast.Name) and node.id in self.variables

    def _facts(self, node):
        """What is known of an argument by the variable or the row of one that names it."""
        if isinstance(node, ast.Name):
            return self.variables[node.id]
        if isinstance(node, ast.Subscript):
            return self._facts(node.value)[self.module.value(node.slice)]
        if isinstance(node, ast.Dict):
            return self._facts(next(v for k, v in zip(node.keys, node.values) if k is None))
        raise Unknown(ast.unparse(node))

    def _call(self, call):
        if not (isinstance(call.func, ast.Attribute) and call.func.attr == "add_argument"):
            return
        names = [self.module.value(name) for name in call.args]
        facts = {}
        for word in call.keywords:
            if word.arg is None:
                facts.update(self._facts(word.value))
        facts.update(described(self.module, {w.arg: w.value for w in call.keywords if w.arg}))
        self.rows.append(flag(names, facts))
