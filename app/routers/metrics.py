"""/metrics"""

from fastapi import APIRouter, Request, Response

# It speaks to a scraper in its own language, and is no part of the interface that the OpenAPI document describes.
router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def show_metrics(request: Request) -> Response:
    """All metrics, in the format that the scraper asks for."""
    content, media_type = request.state.metrics.render_exposition(request.headers.get("accept", ""))
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-store"})
