"""The addresses that readers have."""

from django.urls import path

from claims.public import (
    about,
    card,
    checks,
    feeds,
    index,
    oembed,
    picture,
    sitemap,
    tracker,
    versions,
)
from claims.public.conditional import conditional

urlpatterns = [
    path("fact-checks/", index.fact_checks, name="fact-checks"),
    path("fact-checks/feed/", conditional(feeds.fact_checks), name="fact-checks-feed"),
    path("fact-checks/<int:claim_id>/", conditional(checks.fact_check), name="fact-check"),
    path("fact-checks/<int:claim_id>/versions/", versions.versions, name="fact-check-versions"),
    path("fact-checks/<int:claim_id>/picture.png", picture.picture, name="fact-check-picture"),
    path("fact-checks/<int:claim_id>/card/", card.card, name="fact-check-card"),
    path("claimants/<int:claimant_id>/", index.claimant, name="claimant"),
    path("promises/", tracker.tracker, name="promises"),
    path("promises/feed/", conditional(feeds.promises), name="promises-feed"),
    path("promises/due/feed/", conditional(feeds.due), name="due-feed"),
    path("methodology/", about.methodology, name="methodology"),
    path("corrections/", about.corrections, name="corrections"),
    path("corrections/feed/", conditional(feeds.corrections), name="corrections-feed"),
    path("datafeed.json", feeds.datafeed, name="datafeed"),
    path("oembed", oembed.oembed, name="oembed"),
    path("sitemap.xml", conditional(sitemap.sitemap), name="sitemap"),
    path("sitemap-pages.xml", conditional(sitemap.pages), name="sitemap-pages"),
    path("sitemap-news.xml", conditional(sitemap.news), name="sitemap-news"),
    path("sitemap-checks-<int:number>.xml", conditional(sitemap.checks), name="sitemap-checks"),
    path("robots.txt", sitemap.robots, name="robots"),
]
