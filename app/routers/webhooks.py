"""/webhooks"""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request, Response
from sqlmodel import Session

from app.database.engine import open_session
from app.errors import BadField, NotFetched
from app.models import Scope
from app.queries.webhooks import build_attempt_item, find_attempts, find_webhooks, read_webhook
from app.schemas.common import ListQuery, NoQuery, Page
from app.schemas.webhooks import (
    AttemptItem,
    AttemptQuery,
    NewWebhook,
    WebhookChange,
    WebhookItem,
    WebhookMessage,
    WebhookRequest,
)
from app.services.audit_log import Ledger
from app.services.webhooks import create_webhook, delete_webhook, record_attempt, require_webhook, set_webhook_enabled
from app.web.auth import require_scope
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.middleware.etag import NOT_MODIFIED
from app.web.rendering import render_list
from app.web.request_body import openapi_request_body
from app.web.write_requests import WriteRequest, WriteResult, write_request
from app.webhooks.messages import DeliveryTarget, build_trial_message
from app.webhooks.sending import MessageSender

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

_AdminKey = Annotated[None, require_scope(Scope.ADMIN)]
_AdminRequest = Annotated[WriteRequest, write_request(Scope.ADMIN)]
_NoQuery = Annotated[NoQuery, Query()]
_EXAMPLE_URL = "https://hooks.example/chancery"

# The messages that receivers get, for the `webhooks` of the OpenAPI document.
outgoing_router = APIRouter(tags=["webhooks"])


@outgoing_router.post(
    "change",
    operation_id="receive_change",
    summary="Receive a change",
    status_code=204,
    responses={
        "2XX": {"description": "The message has arrived."},
        410: {"description": "The address wants no more messages: the webhook is disabled."},
        "4XX": {"description": "The message is sent again later, as after any other answer or none."},
    },
)
def receive_change(
    _message: WebhookMessage,
    _webhook_id: Annotated[
        str,
        Header(
            alias="webhook-id",
            description="The message's id; the same when it is sent again.",
            examples=["msg-hook-332"],
        ),
    ],
    _at: Annotated[
        int,
        Header(
            alias="webhook-timestamp", description="The time of sending, in seconds since 1970.", examples=[1795510800]
        ),
    ],
    _signature: Annotated[
        str,
        Header(
            alias="webhook-signature",
            description="`v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`.",
            examples=["v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="],
        ),
    ],
) -> None:
    """Sent to a webhook, signed as the Standard Webhooks specification says. `type` is as in `quote.created`."""


@router.post(
    "",
    name="create_webhook",
    summary="Create a webhook",
    status_code=201,
    response_model=NewWebhook,
    responses=example_responses("webhook_created", 401, 403, 413, 415, 422, 503, status=201),
    openapi_extra=openapi_request_body(
        WebhookRequest, {"url": _EXAMPLE_URL, "kinds": ["quote"], "actions": ["created", "withdrawn"]}
    ),
)
async def post_webhook(writes: _AdminRequest, _show: _NoQuery) -> Response:
    """Send changes to an address as they are made, in order, each at least once.

    Messages are `WebhookMessage` objects, signed by the Standard Webhooks specification. A message not answered with
    a status of 200 to 299 is sent again, after pauses that grow from seconds to hours, and the next changes wait for
    it. Failure for about three days, or an answer 410, disables the webhook. The secret is shown only here.
    """
    sender: MessageSender = writes.request.state.sender

    def apply_creation(ledger: Ledger, asked: WebhookRequest) -> WriteResult:
        try:
            sender.require_allowed(asked.url)
        except NotFetched as error:
            raise BadField("url", str(error)) from error
        hook = create_webhook(ledger, asked)
        shown = NewWebhook(**read_webhook(ledger.session, hook.id).model_dump(), secret=hook.secret)
        return WriteResult(shown, 201, f"/webhooks/{hook.id}")

    return await writes.respond_to_json(WebhookRequest, apply_creation)


@router.get(
    "",
    summary="List webhooks",
    response_model=Page[WebhookItem],
    responses=NOT_MODIFIED | example_responses("webhooks", 401, 403, 406, 422, 503),
)
def list_webhooks(
    _key: _AdminKey, session: SessionDep, query: Annotated[ListQuery, Query()], request: Request
) -> Response:
    """All webhooks with the state of their delivery."""
    return render_list(request, session, query, find_webhooks, WebhookItem)


@router.get(
    "/{webhook_id}",
    name="read_webhook",
    summary="Read a webhook",
    responses=NOT_MODIFIED | example_responses("webhook", 401, 403, 404, 422, 503),
)
def show_webhook(_key: _AdminKey, session: SessionDep, webhook_id: str, _show: _NoQuery) -> WebhookItem:
    """One webhook, without its secret."""
    return read_webhook(session, webhook_id)


@router.patch(
    "/{webhook_id}",
    name="change_webhook",
    summary="Enable or disable a webhook",
    response_model=WebhookItem,
    responses=example_responses("webhook", 401, 403, 404, 413, 415, 422, 503),
    openapi_extra=openapi_request_body(WebhookChange, {"enabled": True}),
)
async def patch_webhook(writes: _AdminRequest, webhook_id: str, _show: _NoQuery) -> Response:
    """Pause a webhook, or resume where it stopped: no change in between is left out."""

    def apply_change(ledger: Ledger, asked: WebhookChange) -> WriteResult:
        set_webhook_enabled(ledger.session, webhook_id, asked.enabled)
        ledger.session.flush()
        return WriteResult(read_webhook(ledger.session, webhook_id))

    return await writes.respond_to_json(WebhookChange, apply_change)


@router.delete(
    "/{webhook_id}",
    name="delete_webhook",
    summary="Delete a webhook",
    response_model=WebhookItem,
    responses=example_responses("webhook", 401, 403, 404, 413, 422, 503),
)
async def remove_webhook(writes: _AdminRequest, webhook_id: str, _show: _NoQuery) -> Response:
    """Delete a webhook. The answer shows its last state."""

    def apply_deletion(ledger: Ledger) -> WriteResult:
        deleted = read_webhook(ledger.session, webhook_id)
        delete_webhook(ledger.session, webhook_id)
        return WriteResult(deleted)

    return await writes.run_serialized(lambda: writes.execute_idempotently(apply_deletion))


@router.post(
    "/{webhook_id}/test",
    name="test_webhook",
    summary="Try a webhook",
    response_model=AttemptItem,
    responses=example_responses("webhook_attempt", 401, 403, 404, 413, 422, 503),
)
async def post_webhook_test(writes: _AdminRequest, webhook_id: str, _show: _NoQuery) -> Response:
    """Send a message of the type `webhook.trial` now, even to a disabled webhook, and return the result."""
    state = writes.request.state
    known = await to_thread.run_sync(writes.replayed_response)
    if known is not None:
        return known

    def read_receiver() -> DeliveryTarget:
        with open_session(state.engine) as session:
            hook = require_webhook(session, webhook_id)
            return DeliveryTarget(hook.id, hook.url, hook.secret)

    receiver = await to_thread.run_sync(read_receiver)
    sender: MessageSender = state.sender
    async with sender.open_client() as client:
        outcome = await sender.send_message(client, receiver, build_trial_message(receiver))

    def store_attempt(ledger: Ledger) -> WriteResult:
        hook = require_webhook(ledger.session, webhook_id)
        return WriteResult(build_attempt_item(record_attempt(ledger.session, hook.key, None, outcome)))

    return await writes.run_serialized(lambda: writes.execute_idempotently(store_attempt))


@router.get(
    "/{webhook_id}/attempts",
    summary="List a webhook's deliveries",
    response_model=Page[AttemptItem],
    responses=NOT_MODIFIED | example_responses("webhook_attempts", 401, 403, 404, 406, 422, 503),
)
def list_webhook_attempts(
    _key: _AdminKey, session: SessionDep, webhook_id: str, query: Annotated[AttemptQuery, Query()], request: Request
) -> Response:
    """The last 200 requests with their results, the newest first."""

    def find_page(session: Session, query: AttemptQuery) -> Page[AttemptItem]:
        return find_attempts(session, query, webhook_id)

    return render_list(request, session, query, find_page, AttemptItem)
