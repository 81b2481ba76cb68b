"""The desk's addresses, and the public ones."""

from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from claims.desk import (
    bulk,
    claims,
    documents,
    drafts,
    evidence,
    forms,
    keys,
    live,
    public,
    publishing,
    queue,
    verdicts,
)

urlpatterns = [
    path("", queue.home, name="home"),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path(
        "password/",
        auth.PasswordChangeView.as_view(
            form_class=forms.PasswordForm,
            template_name="claims/password.html",
            success_url=reverse_lazy("password-changed"),
        ),
        name="password",
    ),
    path(
        "password/changed/",
        auth.PasswordChangeDoneView.as_view(template_name="claims/password_changed.html"),
        name="password-changed",
    ),
    path("queue/", queue.queue, name="queue"),
    path("live/", live.changes, name="live"),
    path("views/save/", queue.save_view, name="view-save"),
    path("views/<int:view_id>/remove/", queue.remove_view, name="view-remove"),
    path("keys/", keys.keys, name="keys"),
    path("keys/switch/", keys.switch, name="keys-switch"),
    path("undo/", bulk.take_back, name="undo"),
    path("autosave/<slug:place>/", drafts.autosave, name="autosave"),
    path("documents/", documents.documents, name="documents"),
    path("documents/new/", documents.new, name="document-new"),
    path("documents/<int:document_id>/", documents.document, name="document"),
    path("documents/<int:document_id>/progress/", documents.progress, name="document-progress"),
    path("documents/<int:document_id>/extract/", documents.extract, name="document-extract"),
    path("documents/<int:document_id>/claims/new/", documents.add_claim, name="document-add-claim"),
    path("documents/<int:document_id>/embargo/", documents.embargo, name="document-embargo"),
    path("claims/bulk/", bulk.act, name="bulk"),
    path("claims/<int:claim_id>/", claims.claim, name="claim"),
    path("claims/<int:claim_id>/people/", claims.people, name="claim-people"),
    path("claims/<int:claim_id>/merge/", claims.merge_choices, name="claim-merge"),
    path("claims/<int:claim_id>/retract/", publishing.retract, name="retract"),
    path("claims/<int:claim_id>/<slug:name>/", claims.act, name="claim-act"),
    path("verdicts/preview/", verdicts.preview, name="preview"),
    path("verdicts/<int:verdict_id>/", verdicts.verdict, name="verdict"),
    path("verdicts/<int:verdict_id>/save/", verdicts.save, name="verdict-save"),
    path("verdicts/<int:verdict_id>/publish/", publishing.publish, name="publish"),
    path("verdicts/<int:verdict_id>/<slug:name>/", verdicts.act, name="verdict-act"),
    path("sources/<int:source_id>/", evidence.source, name="source"),
    path("replies/<int:reply_id>/", evidence.reply, name="reply"),
    path("fact-checks/", public.fact_checks, name="fact-checks"),
    path("fact-checks/<int:claim_id>/", public.fact_check, name="fact-check"),
]
