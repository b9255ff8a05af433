"""The part of a syntax tree that some lines make up."""

import ast


def statements_between(tree: ast.AST, first: int, last: int) -> list[ast.AST]:
    """The outermost statements that lie within the lines; what only begins there is opened."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(tree):
        begin = getattr(child, "lineno", None)
        end = getattr(child, "end_lineno", None)
        if begin is None or end is None:
            found += statements_between(child, first, last)
        elif begin >= first and end <= last:
            found.append(child)
        elif begin <= last and end >= first:
            found += statements_between(child, first, last)
    return found


def statements_outside(tree: ast.AST, first: int, last: int) -> list[ast.AST]:
    """The outermost nodes that lie wholly before or after the lines."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(tree):
        begin = getattr(child, "lineno", None)
        end = getattr(child, "end_lineno", None)
        if begin is None or end is None or (begin <= last and end >= first):
            found += statements_outside(child, first, last)
        else:
            found.append(child)
    return found
