"""/metrics"""

from fastapi import APIRouter, Request, Response

# It is for a scraper and not part of the documented interface.
router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def show_metrics(request: Request) -> Response:
    """All metrics, in the format that the scraper asks for."""
    content, media_type = request.state.metrics.render_exposition(request.headers.get("accept", ""))
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-store"})
