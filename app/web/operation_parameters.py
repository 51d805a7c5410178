"""What an operation takes, from its signature: the same that FastAPI documents."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Annotated, Any, get_args, get_origin

from fastapi import Request
from fastapi.params import Query
from pydantic import BaseModel

from app.web.dependencies import SessionDep


@dataclass(frozen=True, slots=True)
class OperationParameters:
    """The names of the parameters by what they are; `other` are those that only FastAPI can fill."""

    path: tuple[str, ...]
    queries: dict[str, type[BaseModel]]
    sessions: tuple[str, ...]
    requests: tuple[str, ...]
    other: tuple[str, ...]


@cache
def inspect_operation(operation: Callable[..., Any]) -> OperationParameters:
    """The parameters of the function of a route."""
    annotations = {name: one.annotation for name, one in signature(operation, eval_str=True).parameters.items()}
    queries = {name: model for name, one in annotations.items() if (model := _query_model(one)) is not None}
    path = tuple(name for name, one in annotations.items() if one is str)
    sessions = tuple(name for name, one in annotations.items() if one == SessionDep)
    requests = tuple(name for name, one in annotations.items() if one is Request)
    known = {*path, *queries, *sessions, *requests}
    return OperationParameters(
        path, queries, sessions, requests, tuple(name for name in annotations if name not in known)
    )


def _query_model(annotation: Any) -> type[BaseModel] | None:
    """The model of `Annotated[Model, Query()]`."""
    if get_origin(annotation) is not Annotated:
        return None
    model, *marks = get_args(annotation)
    is_model = isinstance(model, type) and issubclass(model, BaseModel)
    return model if is_model and any(isinstance(one, Query) for one in marks) else None
