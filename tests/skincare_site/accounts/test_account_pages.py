"""“Your account” and the same page for a superuser who helps somebody."""

import re

import pytest

from skincare_site.accounts import events, two_step
from skincare_site.accounts.models import AccountSession
from skincare_site.publishing.models import AuditEntry

from .codes import PASSWORD, fresh, shown, with_second_step, wrong
from .codes import sign_in as first_step

SET_UP = "/admin/account/two-step/"


@pytest.fixture
def ana(staff):
    return staff("Author", name="ana")


@pytest.fixture
def signed_in(client, ana):
    first_step(client, "ana")
    return client


def form_of(client):
    """The sealed key and the key in the set-up form."""
    page = client.get(SET_UP).content.decode()
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    return sealed, page


def set_up(client, user, code=None, password=PASSWORD):
    sealed, _page = form_of(client)
    key = two_step.unsealed(user, sealed)
    return client.post(SET_UP, {"sealed": sealed, "code": code or shown(key), "password": password})


def did(what):
    return AuditEntry.objects.filter(action=what).values_list("by__username", "title").last()


class TestSettingUp:
    def test_the_page_holds_picture_and_key_and_stores_nothing(self, signed_in, ana):
        sealed, page = form_of(signed_in)

        assert "<svg" in page
        assert " style=" not in page
        assert two_step.key_to_type(two_step.unsealed(ana, sealed)) in page
        assert two_step.device_of(ana) is None

    def test_the_first_code_turns_it_on_and_shows_ten_codes_once(self, signed_in, ana):
        page = set_up(signed_in, ana).content.decode()

        codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page)
        assert len(codes) == 10
        assert two_step.check(ana, codes[3])[0] is two_step.Answer.RIGHT
        assert codes[0] not in signed_in.get("/admin/account/").content.decode()
        assert did(events.TWO_STEP_ON) == ("ana", "ana")

    def test_this_session_goes_on_and_the_others_end(self, signed_in, ana, django_user_model):
        other = type(signed_in)()
        first_step(other, "ana")

        set_up(signed_in, ana)

        assert signed_in.get("/admin/").status_code == 200
        assert other.get("/admin/").status_code == 302

    @pytest.mark.parametrize("how", ["wrong code", "wrong password", "somebody else's key", "torn key"])
    def test_refused(self, signed_in, ana, staff, how):
        other = staff("Author", name="eve")
        key, sealed = two_step.new_key(other if how.startswith("somebody") else ana)
        form = {"sealed": sealed, "code": shown(key), "password": PASSWORD}
        if how == "wrong code":
            form["code"] = wrong(key)
        elif how == "wrong password":
            form["password"] = "x"
        elif how == "torn key":
            form["sealed"] = sealed[:-4]

        answer = signed_in.post(SET_UP, form)

        assert answer.status_code == 200
        assert "<svg" in answer.content.decode()
        assert two_step.device_of(ana) is None

    def test_two_windows_make_one_device(self, signed_in, ana):
        sealed, _page = form_of(signed_in)
        key = two_step.unsealed(ana, sealed)
        set_up(signed_in, ana)

        with pytest.raises(two_step.AlreadyOn):
            two_step.enrol(ana, key, fresh(key))
        assert signed_in.get(SET_UP).headers["Location"] == "/admin/account/"


class TestRequired:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.REQUIRE_2FA = True

    def test_everything_in_the_admin_leads_to_setting_up(self, signed_in):
        for path in (
            "/admin/",
            "/admin/articles/article/",
            "/admin/articles/article/add/",
            "/admin/schedule/",
        ):
            assert signed_in.get(path).headers["Location"] == SET_UP

    def test_a_save_is_refused_too(self, signed_in):
        answer = signed_in.post("/admin/publishing/source/add/", {"title": "x"})

        assert answer.headers["Location"] == SET_UP

    def test_signing_out_and_a_new_password_are_open(self, signed_in):
        assert signed_in.get("/admin/password_change/").status_code == 200
        assert signed_in.post("/admin/logout/").status_code == 200

    def test_with_a_second_step_the_admin_is_open(self, signed_in, ana):
        set_up(signed_in, ana)

        assert signed_in.get("/admin/").status_code == 200

    def test_whoever_removes_it_sets_it_up_again(self, signed_in, ana):
        set_up(signed_in, ana)
        key = two_step.device_of(ana).key

        signed_in.post("/admin/account/remove/", {"password": PASSWORD, "code": fresh(key)})

        assert signed_in.get("/admin/").headers["Location"] == SET_UP


class TestChanging:
    @pytest.fixture
    def key(self, signed_in, ana):
        set_up(signed_in, ana)
        return two_step.device_of(ana).key

    @pytest.mark.parametrize("page", ["remove", "codes"])
    @pytest.mark.parametrize("missing", ["password", "code"])
    def test_needs_password_and_code(self, signed_in, ana, key, page, missing):
        before = set(two_step.StaticToken.objects.values_list("token", flat=True))
        form = {"password": PASSWORD, "code": fresh(key), missing: "111222" if missing == "code" else "x"}
        if missing == "code":
            form["code"] = wrong(key)

        assert signed_in.post(f"/admin/account/{page}/", form).status_code == 200

        assert two_step.device_of(ana)
        assert set(two_step.StaticToken.objects.values_list("token", flat=True)) == before

    def test_a_wrong_password_does_not_use_the_code_up(self, signed_in, ana, key):
        code = fresh(key)
        signed_in.post("/admin/account/remove/", {"password": "x", "code": code})

        signed_in.post("/admin/account/remove/", {"password": PASSWORD, "code": code})

        assert two_step.device_of(ana) is None
        assert did(events.TWO_STEP_OFF) == ("ana", "ana")
        assert signed_in.get("/admin/").status_code == 200

    def test_new_codes_end_the_old_ones(self, signed_in, ana, key):
        old = two_step.renew_codes(ana)

        page = signed_in.post("/admin/account/codes/", {"password": PASSWORD, "code": fresh(key)})

        new = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page.content.decode())
        assert two_step.check(ana, new[0])[0] is two_step.Answer.RIGHT
        assert two_step.check(ana, old[0])[0] is two_step.Answer.WRONG
        assert did(events.NEW_CODES) == ("ana", "ana")

    def test_guessing_the_password_there_locks(self, signed_in, key, settings):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            answer = signed_in.post("/admin/account/remove/", {"password": "guess", "code": "123456"})

        assert "Too many tries" in answer.content.decode()


class TestSessions:
    def test_sign_out_everywhere(self, signed_in, ana):
        other = type(signed_in)()
        first_step(other, "ana")

        signed_in.post("/admin/account/end/", {"everywhere": "1"})

        for client in (signed_in, other):
            assert client.get("/admin/").status_code == 302
        assert not AccountSession.objects.filter(account=ana).exists()
        assert did(events.SIGNED_OUT) == ("ana", "ana")

    def test_one_other_session(self, signed_in, ana):
        other, third = type(signed_in)(), type(signed_in)()
        first_step(other, "ana")
        first_step(third, "ana")
        row = AccountSession.objects.get(session_key=other.session.session_key)
        page = signed_in.get("/admin/account/").content.decode()
        assert row.handle in page
        assert row.session_key not in page

        signed_in.post("/admin/account/end/", {"session": row.handle})

        assert other.get("/admin/").status_code == 302
        assert third.get("/admin/").status_code == signed_in.get("/admin/").status_code == 200

    def test_nobody_ends_a_strangers_session(self, signed_in, staff, client_of):
        theirs = client_of(staff("Publisher", name="pia"))
        row = AccountSession.objects.get(session_key=theirs.session.session_key)

        signed_in.post("/admin/account/end/", {"session": row.handle})

        assert theirs.get("/admin/").status_code == 200


@pytest.fixture
def client_of(client):
    def make(user):
        other = type(client)()
        other.force_login(user)
        return other

    return make


class TestHelping:
    def test_a_superuser_resets_a_lost_phone(self, admin_client, admin_user, signed_in, ana):
        set_up(signed_in, ana)

        page = admin_client.get(f"/admin/account/of/{ana.pk}/").content.decode()
        assert "Reset the second step" in page
        admin_client.post(f"/admin/account/of/{ana.pk}/", {"reset": "1"})

        assert two_step.device_of(ana) is None
        assert not two_step.StaticDevice.objects.filter(user=ana).exists()
        assert signed_in.get("/admin/").status_code == 302
        assert did(events.TWO_STEP_RESET) == (admin_user.username, "ana")

    def test_a_superuser_signs_somebody_out(self, admin_client, admin_user, signed_in, ana):
        admin_client.post(f"/admin/account/of/{ana.pk}/", {"everywhere": "1"})

        assert signed_in.get("/admin/").status_code == 302
        assert admin_client.get("/admin/").status_code == 200
        assert did(events.SIGNED_OUT) == (admin_user.username, "ana")

    @pytest.mark.parametrize("role", ["Author", "Clinical reviewer", "Publisher"])
    def test_others_may_not(self, client_of, staff, ana, role):
        with_second_step(ana)
        helper = client_of(staff(role, name="helper"))

        assert helper.get(f"/admin/account/of/{ana.pk}/").status_code == 403
        assert helper.post(f"/admin/account/of/{ana.pk}/", {"reset": "1"}).status_code == 403
        assert two_step.device_of(ana)

    def test_the_users_form_leads_there(self, admin_client, ana):
        assert (
            f"/admin/account/of/{ana.pk}/"
            in admin_client.get(f"/admin/auth/user/{ana.pk}/change/").content.decode()
        )

    def test_the_librarys_own_forms_show_no_keys(self, admin_client):
        assert admin_client.get("/admin/otp_totp/totpdevice/").status_code == 404
        assert admin_client.get("/admin/otp_static/staticdevice/").status_code == 404
