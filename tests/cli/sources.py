# SPDX-License-Identifier: MIT
"""The imports of a source as Python's own `ast` sees them.

Guards are those of the manifest: `local` inside a function or lambda,
`type_checking` in the body of `if TYPE_CHECKING`, `weak` in a `try` one of
whose handlers names ImportError, and in `with suppress(ImportError)`.  The
line of a statement is its first one, that of a call its own.
"""

import ast

CATCHING = {"ImportError", "ModuleNotFoundError"}
TYPING = {"typing", "typing_extensions"}


def last_name(node):
    """`b` of `b` and of `a.b`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def names_import_error(node):
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(isinstance(part, ast.Name) and part.id in CATCHING for part in parts)


class Reader(ast.NodeVisitor):
    def __init__(self, tree):
        self.found = []
        self.guards = frozenset()
        self.line = 1
        self.aliases = self.read_aliases(tree)
        self.visit(tree)

    @staticmethod
    def read_aliases(tree):
        """Names that mean importlib, import_module, typing, TYPE_CHECKING."""
        found = {"importlib": set(), "import_module": set(), "typing": set()}
        found["TYPE_CHECKING"] = {"TYPE_CHECKING"}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    name = alias.asname or top
                    if alias.name == "importlib" or (top == "importlib" and not alias.asname):
                        found["importlib"].add(name)
                    if alias.name in TYPING:
                        found["typing"].add(name)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    name = alias.asname or alias.name
                    if node.module == "importlib" and alias.name == "import_module":
                        found["import_module"].add(name)
                    if node.module in TYPING and alias.name == "TYPE_CHECKING":
                        found["TYPE_CHECKING"].add(name)
        return found

    def within(self, nodes, guard=None):
        kept = self.guards
        if guard:
            self.guards = self.guards | {guard}
        for node in nodes:
            self.visit(node)
        self.guards = kept

    def visit(self, node):
        kept = self.line
        if isinstance(node, (ast.stmt, ast.ExceptHandler)):
            self.line = node.lineno
        elif isinstance(node, ast.match_case):
            self.line = node.pattern.lineno
        super().visit(node)
        self.line = kept

    def add(self, form, module, name="", line=None):
        guards = tuple(sorted(self.guards))
        self.found.append((line or self.line, form, guards, module, name))

    def visit_Import(self, node):
        for alias in node.names:
            self.add("import", alias.name)

    def visit_ImportFrom(self, node):
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            form = "star" if alias.name == "*" else "from"
            self.add(form, module, alias.name)

    def visit_FunctionDef(self, node):
        outside = [*node.decorator_list, node.args]
        self.within([*outside, *([node.returns] if node.returns else [])])
        self.within(node.body, "local")

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self.within([node.args])
        self.within([node.body], "local")

    def is_type_checking(self, node):
        if isinstance(node, ast.Name):
            return node.id in self.aliases["TYPE_CHECKING"]
        return (
            isinstance(node, ast.Attribute)
            and node.attr == "TYPE_CHECKING"
            and isinstance(node.value, ast.Name)
            and node.value.id in self.aliases["typing"]
        )

    def visit_If(self, node):
        self.within([node.test])
        negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
        test = node.test.operand if negated else node.test
        guard = "type_checking" if self.is_type_checking(test) else None
        self.within(node.body, None if negated else guard)
        self.within(node.orelse, guard if negated else None)

    def visit_Try(self, node):
        weak = any(
            handler.type is not None and names_import_error(handler.type)
            for handler in node.handlers
        )
        self.within(node.body, "weak" if weak else None)
        self.within([*node.handlers, *node.orelse, *node.finalbody])

    visit_TryStar = visit_Try

    def visit_With(self, node):
        weak = any(
            isinstance(item.context_expr, ast.Call)
            and last_name(item.context_expr.func) == "suppress"
            and any(names_import_error(one) for one in item.context_expr.args)
            for item in node.items
        )
        self.within(node.items)
        self.within(node.body, "weak" if weak else None)

    def visit_Call(self, node):
        module = self.dynamic_module(node)
        if module:
            self.add("dynamic", module, line=node.lineno)
        self.generic_visit(node)

    def dynamic_module(self, node):
        """The module of a dynamic import with a literal name, or None."""
        function = node.func
        known = (
            isinstance(function, ast.Name)
            and function.id in self.aliases["import_module"] | {"__import__"}
        ) or (
            isinstance(function, ast.Attribute)
            and function.attr == "import_module"
            and isinstance(function.value, ast.Name)
            and function.value.id in self.aliases["importlib"]
        )
        if not known or not node.args or not isinstance(node.args[0], ast.Constant):
            return None
        value = node.args[0].value
        return value if isinstance(value, str) else None


def imports_by_ast(source):
    """Sorted (line, form, guards, module, name); raises like ast.parse."""
    return sorted(Reader(ast.parse(source)).found)
