"""How deeply a value from JSON nests: readers that recurse give up, each somewhere else."""


def depth_of(value: object) -> int:
    """Of lists and objects within each other; 0 for neither. Without recursion."""
    depth, level = 0, [value]
    while level := [inner for node in level for inner in _children(node)]:
        depth += 1
    return depth


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
