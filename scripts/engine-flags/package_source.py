"""The source of a package in a wheel, looked into by syntax trees: nothing of it runs."""

import ast
import zipfile


class Unknown(Exception):
    """Only a running program knows it."""


class Module:
    """A file, and what stands behind the names at its top."""

    def __init__(self, package, name, tree):
        self.package, self.name, self.tree, self.names = package, name, tree, {}
        self.functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
        self._collect(tree.body)

    def _collect(self, statements):
        for statement in statements:
            if isinstance(statement, ast.ClassDef):
                self.names[statement.name] = statement
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        self.names[target.id] = statement.value
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                if statement.value is not None:
                    self.names[statement.target.id] = statement.value
            elif isinstance(statement, ast.ImportFrom) and statement.module is not None:
                origin = self._origin(statement)
                for alias in statement.names:
                    self.names[alias.asname or alias.name] = (origin, alias.name)
            elif isinstance(statement, ast.If):
                # What only type checkers read is not what runs.
                if ast.unparse(statement.test) != "TYPE_CHECKING":
                    self._collect(statement.body)
                self._collect(statement.orelse)
            elif isinstance(statement, ast.Try):
                self._collect(statement.body)

    def _origin(self, statement):
        # As many dots as folders upwards, the first being the one that this file is in.
        above = self.name.split(".")[: -statement.level] if statement.level else []
        return ".".join([*above, statement.module])

    def find(self, name):
        """The module that a name is from, and the node that it stands for there."""
        found = self.names.get(name)
        if isinstance(found, tuple):
            origin = self.package.module(found[0])
            if origin is None:
                raise Unknown(f"{name} is of another package")
            return origin.find(found[1])
        if found is None:
            raise Unknown(f"{name} is nothing at the top of {self.name}")
        return self, found

    def class_of(self, node):
        """The class that an expression names."""
        if not isinstance(node, ast.Name):
            raise Unknown(ast.unparse(node))
        module, found = self.find(node.id)
        if not isinstance(found, ast.ClassDef):
            raise Unknown(f"{node.id} is no class")
        return module, found

    def value(self, node):
        """What an expression is that is written down in full."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [one for item in node.elts for one in self._items(item)]
        if isinstance(node, ast.Dict):
            return [self.value(key) for key in node.keys]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.value(node.operand)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.value(node.left) + self.value(node.right)
        if isinstance(node, ast.Name):
            module, found = self.find(node.id)
            return module.value(found)
        if isinstance(node, ast.Attribute):
            return self._member(node)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            return self.literals(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        raise Unknown(ast.unparse(node))

    def _items(self, node):
        return self.value(node.value) if isinstance(node, ast.Starred) else [self.value(node)]

    def _member(self, node):
        module, owner = self.class_of(node.value)
        for statement in owner.body:
            if isinstance(statement, ast.AnnAssign) and statement.target.id == node.attr:
                return module.value(statement.value)
        raise Unknown(ast.unparse(node))

    def _call(self, node):
        if isinstance(node.func, ast.Name) and len(node.args) == 1:
            if node.func.id in ("list", "tuple", "get_args"):
                return list(self.value(node.args[0]))
            if node.func.id == "sorted":
                return sorted(self.value(node.args[0]))
        # Of a dictionary the keys are kept alone.
        if isinstance(node.func, ast.Attribute) and node.func.attr == "keys":
            return self.value(node.func.value)
        raise Unknown(ast.unparse(node))

    def members(self, name):
        """The names that an enumeration has."""
        module, owner = self.class_of(ast.Name(name))
        targets = [one.targets[0] for one in owner.body if isinstance(one, ast.Assign)]
        return [one.id for one in targets if isinstance(one, ast.Name) and one.id.isupper()]

    def literals(self, node):
        """The words of `Literal`, of which each may be another one."""
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        values = []
        for item in items:
            value = self.value(item)
            values += value if isinstance(value, list) else [value]
        return values


class Package:
    """The files of a wheel."""

    def __init__(self, wheel):
        self._zip = zipfile.ZipFile(wheel)
        self._names = set(self._zip.namelist())
        self._modules = {}

    def module(self, name):
        """A module by its dotted name, or nothing where the wheel has none of it."""
        if name not in self._modules:
            path = name.replace(".", "/")
            files = [file for file in (f"{path}.py", f"{path}/__init__.py") if file in self._names]
            tree = ast.parse(self._zip.read(files[0])) if files else None
            self._modules[name] = None if tree is None else Module(self, name, tree)
        return self._modules[name]
