"""The addresses of sharing and of practitioners. A device keeps none of them."""

from django.urls import path

from loadshare.server.clinic.views import editing, exercises, own, practice, talking, templates, together

urlpatterns = [
    path("sharing/", own.sharing, name="sharing"),
    path("sharing/code/", own.show_code, name="sharing_code"),
    path("sharing/code/new/", own.make_code, name="sharing_code_new"),
    path("sharing/code/state.json", own.code_state, name="sharing_code_state"),
    path("sharing/with/<str:code>/", own.shared_by_link, name="sharing_with"),
    path("sharing/asked/<uuid:invitation_id>/", own.asked, name="sharing_asked"),
    path("sharing/sheet/", own.sheet, name="sheet"),
    path("sharing/sheet.pdf", own.sheet, {"is_paper": True}, name="sheet_paper"),
    path("sharing/looked/", own.looked, name="looked"),
    path("sharing/looked/table.csv", own.looked_table, name="looked_table"),
    path("sharing/exercises/<uuid:given_id>/file/", exercises.own_file, name="given_file"),
    path("sharing/exercises/<uuid:given_id>/out/", exercises.leave_out, name="given_out"),
    path("sharing/notice/", own.notice, name="sharing_notice"),
    path("sharing/messages/", talking.own_talk_before, name="sharing_talk_before"),
    path("sharing/<uuid:sharing_id>/messages/", talking.own_talk, name="sharing_talk"),
    path("sharing/<uuid:sharing_id>/renew/", own.renew, name="sharing_renew"),
    path("sharing/<uuid:sharing_id>/stop/", own.stop, name="sharing_stop"),
    path("clinic/", practice.caseload, name="caseload"),
    path("clinic/together/", together.together, name="clinic_together"),
    path("clinic/invite/", practice.invite, name="clinic_invite"),
    path("clinic/enter/", practice.enter, name="clinic_enter"),
    path("clinic/enter/<str:code>/", practice.enter, name="clinic_enter_code"),
    path("clinic/people/<uuid:person_id>/", practice.one_person, name="clinic_person"),
    path("clinic/people/<uuid:person_id>/part/<slug:part>/", practice.one_part, name="clinic_part"),
    path("clinic/people/<uuid:person_id>/summary/", practice.summary, name="clinic_summary"),
    path(
        "clinic/people/<uuid:person_id>/summary.pdf",
        practice.summary,
        {"is_paper": True},
        name="clinic_summary_paper",
    ),
    path(
        "clinic/people/<uuid:person_id>/summary.fhir.json", practice.summary_fhir, name="clinic_summary_fhir"
    ),
    path("clinic/people/<uuid:person_id>/messages/", talking.person_talk, name="clinic_talk"),
    path("clinic/people/<uuid:person_id>/programme/", editing.edit, name="clinic_edit"),
    path("clinic/people/<uuid:person_id>/exercises/", exercises.for_one, name="clinic_give"),
    path("clinic/templates/", templates.of_practice, name="clinic_templates"),
    path("clinic/templates/<uuid:template_id>/delete/", templates.delete, name="clinic_template_delete"),
    path(
        "clinic/people/<uuid:person_id>/templates/<uuid:template_id>/", templates.apply, name="clinic_apply"
    ),
    path("clinic/exercises/", exercises.of_practice, name="clinic_exercises"),
    path("clinic/exercises/new/", exercises.new, name="clinic_exercise_new"),
    path("clinic/exercises/<uuid:exercise_id>/file/", exercises.file, name="clinic_exercise_file"),
    path(
        "clinic/exercises/<uuid:exercise_id>/withdraw/", exercises.withdraw, name="clinic_exercise_withdraw"
    ),
    path("clinic/people/<uuid:person_id>/alert/", practice.note_alert, name="clinic_alert"),
    path("clinic/colleagues/", practice.colleagues, name="clinic_colleagues"),
    path("clinic/colleagues/<uuid:colleague_id>/remove/", practice.remove, name="clinic_remove"),
    path("clinic/join/<str:code>/", practice.join, name="clinic_join"),
    path("clinic/away/", practice.away, name="clinic_away"),
    path("clinic/leave/", practice.leave, name="clinic_leave"),
]
