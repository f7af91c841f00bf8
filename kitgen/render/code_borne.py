"""jinja2's code generator, with a call of the sandbox at every loop and every value that may have grown."""

# ruff: noqa: D102 (the methods are those of jinja2, by the names of its nodes)
from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, cast

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import TemplateAssertionError


class CodeBorne(CodeGenerator):
    """Python code in which every loop and every value that may have grown is counted."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        _sans_recherche(node)
        super().visit_Template(node, frame)

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        _sans_recherche(node)
        if node.recursive:
            self._interdit(node, "recursive")
        node.iter = _appel("compter", node.iter)
        super().visit_For(node, frame)

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        node.expr = _appel("mesurer", node.expr)
        for operand in node.ops:
            operand.expr = _appel("mesurer", operand.expr)
        super().visit_Compare(node, frame)

    def visit_Assign(self, node: nodes.Assign, frame: Frame) -> None:
        if node.target.find(nodes.NSRef) or isinstance(node.target, nodes.NSRef):
            node.node = _appel("simple", node.node)
        super().visit_Assign(node, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        if node.ctx == "load":
            self._mesure(super().visit_Tuple, node, frame)
        else:
            super().visit_Tuple(node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        self._mesure(super().visit_Filter, node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self._mesure(super().visit_Concat, node, frame)

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        self._mesure(super().visit_List, node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        self._mesure(super().visit_Dict, node, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        self._mesure(super().visit_Getitem, node, frame)

    def _mesure(self, visit: Callable[[Any, Frame], None], node: nodes.Node, frame: Frame) -> None:
        self.write("environment.mesurer(")
        visit(node, frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if isinstance(node.node, nodes.EnvironmentAttribute):
            # One that `_appel` made: the sandbox need not be asked whether it may be called.
            self.write(f"environment.{node.node.name}(")
            self.visit(node.args[0], frame)
        else:
            self.write("environment.mesurer(")
            super().visit_Call(node, frame, forward_caller=forward_caller)
        self.write(")")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible  # nothing is calculated while a template is opened
        return super()._output_child_to_const(node, frame, finalize)

    def _interdit(self, node: nodes.Node, mot: str) -> NoReturn:
        raise TemplateAssertionError(f"« {mot} » n'est pas permis dans un modèle", node.lineno, self.name)

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:
        self._interdit(node, "macro")

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:
        self._interdit(node, "call")

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:
        self._interdit(node, "filter")

    def visit_AssignBlock(self, node: nodes.AssignBlock, frame: Frame) -> None:
        self._interdit(node, "set … endset")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:
        self._interdit(node, "block")

    def visit_Extends(self, node: nodes.Extends, frame: Frame) -> None:
        self._interdit(node, "extends")

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        self._interdit(node, "include")

    def visit_Import(self, node: nodes.Import, frame: Frame) -> None:
        self._interdit(node, "import")

    def visit_FromImport(self, node: nodes.FromImport, frame: Frame) -> None:
        self._interdit(node, "import")

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Frame) -> None:
        self._interdit(node, "autoescape")


def _sans_recherche(node: nodes.Node) -> None:
    """Spare jinja2 its searches for what is refused here anyway (blocks, base templates) when it is met.

    It walks through everything inside, again for every loop in a loop: half of the time that compiling takes.
    """
    node.__dict__["find_all"] = lambda kinds: iter(())


def _appel(method: str, value: nodes.Node) -> nodes.Expr:
    """`environment.method(value)`."""
    return nodes.Call(
        nodes.EnvironmentAttribute(method), [cast(nodes.Expr, value)], [], None, None, lineno=value.lineno
    )
