"""Who may do what: one row for each address, as it has to be.

Columns: nobody signed in | the owner | another person who has started | an operator (staff) who has
not. In each: what GET, an empty POST, and htmx get. Where the address names something, it is the
owner's. htmx sends what the page sends: GET, or POST where there is no GET.

    page   200                        no    405, there is no such method
    done   204                        bad   400, 409 or 422: what was sent is refused
    in     to the sign-in page        404, 403, 401   as they are
    start  to the start, which is not finished
    on     to another page of the site

A `*` in a name stands for anything. A row for a page of one's own reads, as a rule:

    name | in in in | page no page | page no page | start no start

and for something of the owner's, which nobody else may even know of:

    name | in in in | page bad page | 404 404 404 | start start start
"""

TABLE = """
# Public pages: everybody reads them, nobody sends anything
how_it_decides                       | page no page      | page no page      | page no page      | page no page
home                                 | page no page      | on no on          | on no on          | on no on
about                                | page no page      | page no page      | page no page      | page no page
urgent_help                          | page no page      | page no page      | page no page      | page no page
exercise_list                        | page no page      | page no page      | page no page      | page no page
exercise_detail                      | page no page      | page no page      | page no page      | page no page
muscle_list                          | page no page      | page no page      | page no page      | page no page
muscle_detail                        | page no page      | page no page      | page no page      | page no page
privacy                              | page no page      | page no page      | page no page      | page no page
privacy_deleted                      | page no page      | on no on          | on no on          | on no on
robots                               | page no page      | page no page      | page no page      | page no page
healthz                              | page no page      | page no page      | page no page      | page no page
readyz                               | page no page      | page no page      | page no page      | page no page
metrics                              | 404 no 404        | 404 no 404        | 404 no 404        | 404 no 404
security_txt                         | 404 no 404        | 404 no 404        | 404 no 404        | 404 no 404

# The start and the health check: whoever is signed in
start                                | in in in          | on no on          | on no on          | on no on
start_consent                        | in in in          | on on on          | on on on          | page bad page
start_declined                       | in in in          | page no page      | page no page      | page no page
start_about                          | in in in          | on on on          | on on on          | start start start
start_baseline                       | in in in          | on on on          | on on on          | start start start
start_schedule                       | in in in          | on on on          | on on on          | start start start
start_equipment                      | in in in          | on on on          | on on on          | start start start
start_done                           | in in in          | on on on          | on on on          | start start start
screening                            | in in in          | page on page      | page on page      | page on page
screening_result                     | in in in          | page no page      | page no page      | on no on
screening_acknowledge                | in in in          | no on on          | no 404 404        | no 404 404
screening_note                       | in in in          | page no page      | page no page      | on no on
screening_cleared                    | in in in          | on on on          | on on on          | on on on
screening_step                       | in in in          | on on on          | on on on          | on on on

# Today, the ladder and the pain log: whoever has started, their own rows only
today                                | in in in          | page no page      | page no page      | start no start
today_morning                        | in in in          | no bad bad        | no bad bad        | no start start
today_before                         | in in in          | no bad bad        | no bad bad        | no start start
today_dose                           | in in in          | no bad bad        | no bad bad        | no start start
today_set                            | in in in          | no bad bad        | no bad bad        | no start start
today_finish                         | in in in          | no bad bad        | no bad bad        | no start start
today_stop                           | in in in          | no bad bad        | no bad bad        | no start start
today_daily                          | in in in          | no bad bad        | no bad bad        | no start start
today_way                            | in in in          | no bad bad        | no bad bad        | no start start
today_drill                          | in in in          | no bad bad        | no bad bad        | no start start
today_skip                           | in in in          | no bad bad        | no bad bad        | no start start
today_go_on                          | in in in          | no bad bad        | no bad bad        | no start start
flare_up                             | in in in          | page no page      | page no page      | start no start
flare_up_begin                       | in in in          | no on on          | no on on          | no start start
flare_up_mistake                     | in in in          | no on on          | no on on          | no start start
flare_up_end                         | in in in          | no on on          | no on on          | no start start
ladder                               | in in in          | page no page      | page no page      | start no start
ladder_open                          | in in in          | no on on          | no on on          | no start start
ladder_technique                     | in in in          | no bad bad        | no bad bad        | no start start
ladder_hold_test                     | in in in          | no bad bad        | no bad bad        | no start start
report                               | in in in          | page no page      | page no page      | start no start
baseline                             | in in in          | page bad page     | page bad page     | start start start
log                                  | in in in          | page no page      | page no page      | start no start
log_add                              | in in in          | page bad page     | page bad page     | start start start
log_day                              | in in in          | page bad page     | 404 404 404       | start start start
log_delete                           | in in in          | no on on          | no on on          | no start start
today_offline                        | in in in          | page no page      | page no page      | start no start

# Programmes, hip, legs, breaks, progress
programmes                           | in in in          | page no page      | page no page      | start no start
programmes_minutes                   | in in in          | no bad bad        | no bad bad        | no start start
programme                            | in in in          | on no on          | on no on          | start no start
programme_change                     | in in in          | no bad bad        | no bad bad        | no start start
hip                                  | in in in          | page no page      | page no page      | start no start
hip_test                             | in in in          | page bad page     | page bad page     | start start start
hip_release                          | in in in          | page bad page     | page bad page     | start start start
hip_release_finish                   | in in in          | page bad page     | 404 404 404       | start start start
leg_check                            | in in in          | page bad page     | page bad page     | start start start
leg_check_done                       | in in in          | page no page      | page no page      | start no start
drill_answer                         | in in in          | no on on          | no on on          | no start start
breaks                               | in in in          | page no page      | page no page      | start no start
breaks_interval                      | in in in          | no bad bad        | no bad bad        | no start start
progress                             | in in in          | page no page      | page no page      | start no start
progress_tables                      | in in in          | page no page      | page no page      | start no start
progress_print                       | in in in          | page no page      | page no page      | start no start

# Settings and rights
settings                             | in in in          | page no page      | page no page      | start no start
settings_schedule                    | in in in          | page bad page     | page bad page     | start start start
settings_equipment                   | in in in          | page on page      | page on page      | start start start
settings_time_zone                   | in in in          | page bad page     | page bad page     | start start start
settings_about                       | in in in          | page bad page     | page bad page     | start start start
settings_weights                     | in in in          | page bad page     | page bad page     | start start start
settings_consents                    | in in in          | page bad page     | page bad page     | start start start
privacy_download                     | in in in          | page page page    | page page page    | page page page
privacy_delete                       | in in in          | page bad page     | page bad page     | page bad page
privacy_keep                         | in in in          | no on on          | no on on          | no on on
privacy_withdraw                     | in in in          | page bad page     | page bad page     | page bad page
settings_numbers                     | in in in          | page bad page     | page bad page     | start start start
settings_access                      | in in in          | page no page      | page no page      | page no page

# Offline: shells for everybody, entries for whoever they belong to
service_worker                       | page no page      | page no page      | page no page      | page no page
manifest                             | page no page      | page no page      | page no page      | page no page
no_signal                            | page no page      | page no page      | page no page      | page no page
waiting                              | page no page      | page no page      | page no page      | page no page
waiting_who                          | page no page      | page no page      | page no page      | page no page
waiting_send                         | no 401 401        | no 401 401        | no 401 401        | no 401 401

# Signing in and up: who is signed in already is sent on
account_logout                       | on on on          | page on page      | page on page      | page on page
account_login                        | page page page    | on on on          | on on on          | on on on
account_inactive                     | page no page      | page no page      | page no page      | page no page
account_signup                       | page page page    | on on on          | on on on          | on on on
account_email_verification_sent      | in in in          | on on on          | on on on          | on on on
account_reset_password               | page page page    | page page page    | page page page    | page page page
account_confirm_login_code           | in in in          | on on on          | on on on          | on on on
account_reset_password_from_key_done | page no page      | page no page      | page no page      | page no page
account_reset_password_from_key      | page page page    | page page page    | page page page    | page page page
account_reset_password_done          | page no page      | page no page      | page no page      | page no page
account_signup_by_passkey            | page page page    | on on on          | on on on          | on on on
account_request_login_code           | page page page    | on on on          | on on on          | on on on
mfa_authenticate                     | in in in          | on on on          | on on on          | on on on
mfa_login_webauthn                   | in in in          | on on on          | on on on          | on on on
mfa_signup_webauthn                  | on on on          | on on on          | on on on          | on on on

# The account: sign-in, and for what matters having shown it again
account_reauthenticate_by_code       | in in in          | page page page    | page page page    | page page page
account_set_password                 | in in in          | on on on          | on on on          | on on on
mfa_add_webauthn                     | in in in          | page page page    | page page page    | page page page
account_reauthenticate               | in in in          | page page page    | page page page    | page page page
account_email                        | in in in          | page on page      | page on page      | page on page
account_change_password              | in in in          | page page page    | page page page    | page page page
mfa_index                            | in in in          | page no page      | page no page      | page no page
mfa_reauthenticate                   | in in in          | on on on          | on on on          | on on on
mfa_activate_totp                    | in in in          | page page page    | page page page    | page page page
mfa_deactivate_totp                  | in in in          | 404 404 404       | 404 404 404       | 404 404 404
mfa_view_recovery_codes              | in in in          | 404 no 404        | 404 no 404        | 404 no 404
mfa_generate_recovery_codes          | in in in          | page on page      | page page page    | page page page
mfa_download_recovery_codes          | in in in          | 404 404 404       | 404 404 404       | 404 404 404
mfa_list_webauthn                    | in in in          | page no page      | page no page      | page no page
mfa_reauthenticate_webauthn          | in in in          | page in page      | on on on          | on on on
mfa_remove_webauthn                  | in in in          | page on page      | 404 404 404       | 404 404 404
mfa_edit_webauthn                    | in in in          | page page page    | 404 404 404       | 404 404 404
usersessions_list                    | in in in          | page on page      | page on page      | page on page

# The admin site: operators only, and what they may do there
admin:index                          | in in in          | in in in          | in in in          | page page page
admin:app_list                       | in in in          | in in in          | in in in          | page page page
admin:login                          | in in in          | 403 403 403       | 403 403 403       | on page on
admin:logout                         | in in in          | on on on          | on on on          | no page no
admin:password_change                | in in in          | in in in          | in in in          | on on on
admin:password_change_done           | in in in          | in in in          | in in in          | page no page
admin:jsi18n                         | in in in          | in in in          | in in in          | page no page
admin:autocomplete                   | in in in          | in in in          | in in in          | 403 no 403
admin:view_on_site                   | in in in          | in in in          | in in in          | 404 404 404
admin:auth_group_changelist          | in in in          | in in in          | in in in          | page page page
admin:auth_group_add                 | in in in          | in in in          | in in in          | page page page
admin:auth_group_history             | in in in          | in in in          | in in in          | on on on
admin:auth_group_delete              | in in in          | in in in          | in in in          | on on on
admin:auth_group_change              | in in in          | in in in          | in in in          | on on on
admin:accounts_user_changelist       | in in in          | in in in          | in in in          | page page page
admin:accounts_user_add              | in in in          | in in in          | in in in          | page page page
admin:accounts_user_history          | in in in          | in in in          | in in in          | page page page
admin:accounts_user_delete           | in in in          | in in in          | in in in          | page page page
admin:accounts_user_change           | in in in          | in in in          | in in in          | page page page
admin:account_emailaddress_changelist | in in in          | in in in          | in in in          | page page page
admin:account_emailaddress_add       | in in in          | in in in          | in in in          | 403 403 403
admin:account_emailaddress_history   | in in in          | in in in          | in in in          | page page page
admin:account_emailaddress_delete    | in in in          | in in in          | in in in          | page page page
admin:account_emailaddress_change    | in in in          | in in in          | in in in          | page 403 page
admin:mfa_authenticator_changelist   | in in in          | in in in          | in in in          | page page page
admin:mfa_authenticator_add          | in in in          | in in in          | in in in          | 403 403 403
admin:mfa_authenticator_history      | in in in          | in in in          | in in in          | page page page
admin:mfa_authenticator_delete       | in in in          | in in in          | in in in          | page page page
admin:mfa_authenticator_change       | in in in          | in in in          | in in in          | page 403 page
admin:exercises_muscle_changelist    | in in in          | in in in          | in in in          | page page page
admin:exercises_muscle_add           | in in in          | in in in          | in in in          | page page page
admin:exercises_muscle_history       | in in in          | in in in          | in in in          | page page page
admin:exercises_muscle_delete        | in in in          | in in in          | in in in          | page page page
admin:exercises_muscle_change        | in in in          | in in in          | in in in          | page page page
admin:exercises_equipment_changelist | in in in          | in in in          | in in in          | page page page
admin:exercises_equipment_add        | in in in          | in in in          | in in in          | page page page
admin:exercises_equipment_history    | in in in          | in in in          | in in in          | page page page
admin:exercises_equipment_delete     | in in in          | in in in          | in in in          | page page page
admin:exercises_equipment_change     | in in in          | in in in          | in in in          | page page page
admin:exercises_exercise_changelist  | in in in          | in in in          | in in in          | page page page
admin:exercises_exercise_add         | in in in          | in in in          | in in in          | page page page
admin:exercises_exercise_history     | in in in          | in in in          | in in in          | page page page
admin:exercises_exercise_delete      | in in in          | in in in          | in in in          | page page page
admin:exercises_exercise_change      | in in in          | in in in          | in in in          | page page page
admin:exercises_programme_changelist | in in in          | in in in          | in in in          | page page page
admin:exercises_programme_add        | in in in          | in in in          | in in in          | page page page
admin:exercises_programme_history    | in in in          | in in in          | in in in          | page page page
admin:exercises_programme_delete     | in in in          | in in in          | in in in          | page page page
admin:exercises_programme_change     | in in in          | in in in          | in in in          | page page page
admin:exercises_stage_changelist     | in in in          | in in in          | in in in          | page page page
admin:exercises_stage_add            | in in in          | in in in          | in in in          | 403 403 403
admin:exercises_stage_history        | in in in          | in in in          | in in in          | page page page
admin:exercises_stage_delete         | in in in          | in in in          | in in in          | 403 403 403
admin:exercises_stage_change         | in in in          | in in in          | in in in          | page page page
admin:auth_user_password_change      | in in in          | in in in          | in in in          | page page page
admin/*/<path:object_id>/            | in in in          | in in in          | in in in          | on on on
admin/(?P<url>.*)$                   | in in in          | in in in          | in in in          | 404 404 404
"""

# What operators may see of a person in the admin site: the account, and nothing about health.
OPERATORS_SEE = {"e-mail address", "passkey"}


def rows() -> dict[str, list[list[str]]]:
    """The table: name -> the words of each column."""
    found: dict[str, list[list[str]]] = {}
    for line in TABLE.splitlines():
        if line and not line.startswith("#"):
            name, *columns = (cell.strip() for cell in line.split("|"))
            assert name not in found, f"{name} stands there twice"
            found[name] = [column.split() for column in columns]
            assert [len(column) for column in found[name]] == [3, 3, 3, 3], line
    return found
