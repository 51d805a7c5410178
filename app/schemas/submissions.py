"""Articles that are sent over the wire to be stored."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from app.domain.identifiers import canonical_url
from app.schemas.articles import ArticleItem
from app.schemas.common import Day, Line, require_no_nul

BATCH_SIZE = 1_000
Url = Annotated[
    str,
    Field(
        max_length=2_000,
        description="The URL of publication; the article's id is derived from it.",
        examples=["https://example.org/talks"],
    ),
    AfterValidator(canonical_url),
]
Language = Annotated[
    str,
    Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35, description="BCP 47 tag.", examples=["en"]),
]


class ArticleFacts(BaseModel, extra="forbid"):
    """What its source says of an article."""

    title: Annotated[Line | None, Field(description="The headline.", examples=["Talks open in Geneva"])] = None
    published_on: Annotated[
        Day | None,
        Field(
            description="The day of publication; resolves 'on Monday' to a day.",
            examples=["2024-02-27"],
        ),
    ] = None
    outlet: Annotated[Line | None, Field(description="The outlet.", examples=["Example News"])] = None
    author: Annotated[Line | None, Field(description="The byline.", examples=["Jo Berg"])] = None
    dateline: Annotated[Line | None, Field(description="Where it was written, as printed.", examples=["GENEVA"])] = None
    url: Annotated[Url | None, Field(description="The URL of publication; the article's id is derived from it.")] = None
    source: Annotated[
        Line | None,
        Field(
            description="The file or feed that it came from, if it has no URL.",
            examples=["wire/2024-02-27.txt"],
        ),
    ] = None
    language: Annotated[Language | None, Field(description="BCP 47 tag; `en` if left out.")] = None


class ArticleRequest(ArticleFacts):
    """An article to store. Sent again, the same one changes nothing; another text at the same URL is a new version."""

    text: Annotated[
        str, Field(min_length=1, description="Plain text, paragraphs apart."), AfterValidator(require_no_nul)
    ]
    title: Annotated[Line, Field(description="The headline.")]
    published_on: Annotated[Day, Field(description="The day of publication; resolves 'on Monday' to a day.")]


class ArticleBatch(BaseModel, extra="forbid"):
    """Many articles to store, each in a transaction of its own."""

    items: Annotated[
        list[Any],
        Field(
            min_length=1,
            max_length=BATCH_SIZE,
            description="Each as an `ArticleRequest`.",
            examples=[
                [{"title": "Talks open in Geneva", "published_on": "2024-02-27", "text": "“We agree,” Ana Lim said."}]
            ],
        ),
    ]


class ArticleStored(BaseModel):
    """An article and what storing it did."""

    outcome: Annotated[Literal["created", "updated", "unchanged"], Field(description="The result of storing.")]
    article: Annotated[ArticleItem, Field(description="The article as it is now.")]


class SubmittedItem(BaseModel):
    """The result for one of many articles."""

    index: Annotated[int, Field(description="The index of the article in the request, from 0.")]
    status: Annotated[int, Field(description="The status that a request with this article alone would get.")]
    outcome: Annotated[
        Literal["created", "updated", "unchanged"] | None,
        Field(description="The result of storing; null if it was not stored."),
    ]
    id: Annotated[str | None, Field(description="The article's id.")]
    problem: Annotated[
        dict[str, Any] | None,
        Field(
            description="RFC 9457 problem details.",
            examples=[
                {
                    "type": "urn:chancery:problem:empty-text",
                    "title": "There is no text",
                    "status": 422,
                    "detail": "text: is empty",
                }
            ],
        ),
    ]


class SubmittedItems(BaseModel):
    """The results for many articles, in order."""

    items: Annotated[list[SubmittedItem], Field(description="One result for each article.")]
