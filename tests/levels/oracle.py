# SPDX-License-Identifier: MIT
"""levels.md once more, over Python's own tokenizer and parser.

`view(source, level)` is a text of which this holds: if it differs between
two sources that Python can parse, an importer may tell them apart at that
level, so their stamps have to differ.  Written from the rules alone, as
plainly as they are; what it leaves out (directives, the cookie) is tested by
cases.  None: Python cannot parse the source.
"""

import ast
import io
import tokenize

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = (*FUNCTIONS, ast.Lambda, ast.ClassDef)
LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)
IMPORTS = (ast.Import, ast.ImportFrom)
PLAIN = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING}
SHAPES = {tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE}


def tokens(source):
    """The tokens of `source` that A5 counts, as pairs; None on an error."""
    try:
        found = list(tokenize.tokenize(io.BytesIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None
    return [
        (token.type, "" if token.type in SHAPES else token.string)
        for token in found
        if token.type not in PLAIN
    ]


# ---- what a body holds


def own_scope(body):
    """All nodes of the scope of these statements."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.ClassDef):
            waiting += node.decorator_list + node.bases + node.keywords
        elif isinstance(node, FUNCTIONS):
            waiting += node.decorator_list + defaults(node.args)
        elif isinstance(node, ast.Lambda):
            waiting += defaults(node.args)
        else:
            waiting += ast.iter_child_nodes(node)


def defaults(arguments):
    return arguments.defaults + [node for node in arguments.kw_defaults if node]


def everything(body):
    for statement in body:
        yield from ast.walk(statement)


def is_string(statement):
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def without_docstring(body):
    return body[1:] if is_string(body[0]) else body


def is_stub(body):
    """D2"""
    rest = without_docstring(body)
    if len(rest) == 1 and isinstance(rest[0], ast.Raise):
        return True
    return all(isinstance(node, (ast.Pass, ast.Expr)) for node in rest)


def targets(node):
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, (ast.AugAssign, ast.AnnAssign, *LOOPS)):
        return [node.target]
    if isinstance(node, ast.withitem) and node.optional_vars:
        return [node.optional_vars]
    return []


def stored(target):
    """The targets within a target: `a.b` of `x, *(a.b)`."""
    if isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from stored(part)
    elif isinstance(target, ast.Starred):
        yield from stored(target.value)
    else:
        yield target


def sets_attribute(body):
    """D4, less `a.b.c =`, `a[0].b =` and `f().b =`, which were tried safe."""
    return any(
        isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name)
        for node in everything(body)
        for target in targets(node)
        for part in stored(target)
    )


def binds_outside(body):
    """D5"""
    kinds = (ast.Global, ast.Nonlocal)
    return any(isinstance(node, kinds) for node in everything(body))


def raises(body):
    """D3"""
    return any(isinstance(node, ast.Raise) for node in own_scope(body))


def yields(body):
    """D1"""
    kinds = (ast.Yield, ast.YieldFrom)
    return any(isinstance(node, kinds) for node in own_scope(body))


# ---- the view


class View(ast.NodeTransformer):
    """Leaves out what a level does not see."""

    def __init__(self, level):
        self.level = level
        self.in_class = False  # anywhere around
        self.method = False  # directly around, blocks apart
        self.kept = False

    def is_kept(self, node):
        body = node.body
        if binds_outside(body) or (self.in_class and sets_attribute(body)):
            return True
        return self.method and (is_stub(body) or raises(body))

    def visit_function(self, node):
        if self.kept:
            return node
        node.decorator_list = [self.visit(part) for part in node.decorator_list]
        if self.is_kept(node):
            node.body = [*line_numbers(node.body), *without_docstring(node.body)]
            return node
        if self.level == "inferred" and node.returns is None:
            node.body = without_docstring(node.body) or [ast.Pass()]
            return node
        imports = [part for part in everything(node.body) if isinstance(part, IMPORTS)]
        asynchronous = isinstance(node, ast.AsyncFunctionDef)
        mark = ast.Constant(asynchronous and yields(node.body))
        node.body = [ast.Expr(mark), *imports]
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_function

    def visit_ClassDef(self, node):
        before = self.in_class, self.method
        self.in_class = self.method = True
        self.generic_visit(node)
        self.in_class, self.method = before
        node.body = without_docstring(node.body) or [ast.Pass()]
        return node


def line_numbers(body):
    """D7, for class statements."""
    classes = [node for node in everything(body) if isinstance(node, ast.ClassDef)]
    return [ast.Expr(ast.Constant(node.lineno)) for node in classes]


def parse(source):
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def view(source, level):
    tree = parse(source)
    if tree is None:
        return None
    if level == "code":
        return repr(tokens(source))
    return ast.dump(View(level).visit(tree))


def left_out(source, level):
    """[(first line, last line)] of the bodies that the level leaves out."""
    tree = parse(source)
    if tree is None:
        return []
    spans = []

    class Spans(View):
        def visit_function(self, node):
            open_return = self.level == "inferred" and node.returns is None
            if open_return or self.is_kept(node):
                return node
            if node.body[0].lineno > node.lineno:
                spans.append((node.body[0].lineno, node.end_lineno))
            return node

        visit_FunctionDef = visit_AsyncFunctionDef = visit_function

    Spans(level).visit(tree)
    return spans
