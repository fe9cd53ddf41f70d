import stat

import pytest

from mentoring_site import vault

PLACE = {"table": "pairing_compatibilitytest", "pk": 7, "field": "notes_sealed", "school_id": 3}


@pytest.fixture(autouse=True)
def own_key(tmp_path, settings):
    settings.VAR_DIR, settings.VAULT_KEY_FILE = tmp_path, ""
    return tmp_path / "vault.key"


def test_sealed_text_opens_at_its_place_and_key_file_is_private(own_key):
    sealed = vault.seal("Тревожится перед ответом.", **PLACE)

    assert vault.open_sealed(sealed, **PLACE) == "Тревожится перед ответом."
    assert "Тревожится".encode() not in sealed
    assert stat.S_IMODE(own_key.stat().st_mode) == 0o600


def test_equal_texts_are_sealed_differently():
    assert vault.seal("одно", **PLACE) != vault.seal("одно", **PLACE)


@pytest.mark.parametrize(
    "moved", [{"pk": 8}, {"table": "pairing_consultation"}, {"field": "other"}, {"school_id": 4}]
)
def test_text_moved_to_another_place_is_refused(moved):
    sealed = vault.seal("тайна", **PLACE)

    with pytest.raises(vault.VaultTampered):
        vault.open_sealed(sealed, **{**PLACE, **moved})


@pytest.mark.parametrize("index", [0, vault.HEAD_BYTES - 1, vault.HEAD_BYTES, -1])
def test_changed_byte_is_refused(index):
    sealed = bytearray(vault.seal("тайна", **PLACE))
    sealed[index] ^= 1

    with pytest.raises(vault.VaultTampered):
        vault.open_sealed(bytes(sealed), **PLACE)


def test_text_cut_short_is_refused():
    sealed = vault.seal("тайна", **PLACE)

    for length in range(len(sealed)):
        with pytest.raises(vault.VaultTampered):
            vault.open_sealed(sealed[:length], **PLACE)


def test_other_key_says_that_the_key_is_not_there(own_key):
    sealed = vault.seal("тайна", **PLACE)
    own_key.unlink()
    vault.seal("другая установка", **PLACE)

    with pytest.raises(vault.VaultLocked, match="Ключ недоступен"):
        vault.open_sealed(sealed, **PLACE)


@pytest.mark.parametrize("content", ["", "не base64", "c2hvcnQ=\n"])
def test_damaged_key_file_is_locked_and_never_replaced(own_key, content):
    own_key.write_text(content, encoding="utf-8")

    with pytest.raises(vault.VaultLocked):
        vault.seal("тайна", **PLACE)
    assert own_key.read_text(encoding="utf-8") == content


def test_named_key_file_that_is_missing_is_not_made(tmp_path, settings):
    settings.VAULT_KEY_FILE = str(tmp_path / "mounted" / "vault.key")

    with pytest.raises(vault.VaultLocked):
        vault.seal("тайна", **PLACE)


def test_new_key_seals_and_old_one_still_opens(own_key):
    old = vault.seal("прежняя", **PLACE)
    vault.add_key()
    new = vault.seal("новая", **PLACE)

    assert [vault.is_current(old), vault.is_current(new)] == [False, True]
    assert vault.open_sealed(old, **PLACE) == "прежняя"
    assert vault.forget_old_keys() == 1
    assert vault.open_sealed(new, **PLACE) == "новая"
    with pytest.raises(vault.VaultLocked):
        vault.open_sealed(old, **PLACE)
    assert stat.S_IMODE(own_key.stat().st_mode) == 0o600


def test_text_without_a_row_is_refused():
    with pytest.raises(ValueError, match="primary key"):
        vault.seal("тайна", **{**PLACE, "pk": None})
