import base64
import json
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwk, jwt

from exchange.access import tokens
from exchange.access.tokens import Client, InvalidToken, Mint, SigningKey, UnknownKey
from zhenxie.wire.vocabulary import AgencyKind, Scope

ISSUER = "https://exchange.shizuishan.example"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KEY = tokens.new_key(now=NOW, days=90, lifetime_seconds=900, first=True)
FOREIGN = tokens.new_key(now=NOW, days=90, lifetime_seconds=900, first=True)


def a_client(**changes) -> Client:
    made = Client(
        client_id="019a9f3c-6a52-7c11-9d0e-3f6f0a6b2c41",
        agency="640202000000",
        kind=AgencyKind.POLICE,
        name="大武口区公安分局执法办案平台",
        scopes=frozenset({Scope.CASES_WRITE, Scope.CHANGES_READ}),
        secret_hash=None,
        jwks=None,
        basic_allowed=False,
        created_at=NOW,
    )
    return replace(made, **changes)


def a_token(key: SigningKey = KEY, issuer: str = ISSUER, now: datetime = NOW) -> str:
    return Mint(key, issuer, 900, now).token(a_client(), ["cases:write"])


def signed(claims: dict, header: dict, key: SigningKey = KEY) -> str:
    private = jwk.ECKey.import_key(key.private_key)
    return jwt.encode({"alg": "ES256", "kid": key.kid} | header, claims, private, default_type=None)


def verified(token: str, *, now: datetime = NOW, key: SigningKey = KEY, issuer: str = ISSUER) -> tokens.TokenClaims:
    return tokens.verify(token, keys={key.kid: key.public_jwk}, issuer=issuer, now=now)


def claims_of(token: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def test_a_token_says_who_is_calling_for_which_agency_and_what_it_may_do():
    found = verified(a_token())

    assert found == tokens.TokenClaims(
        "640202000000",
        AgencyKind.POLICE,
        "019a9f3c-6a52-7c11-9d0e-3f6f0a6b2c41",
        frozenset({Scope.CASES_WRITE}),
        datetime.fromtimestamp(claims_of(a_token())["exp"], UTC),
    )


def test_a_token_has_what_rfc_9068_asks():
    header = json.loads(base64.urlsafe_b64decode(a_token().split(".")[0] + "=="))
    claims = claims_of(a_token())

    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid}
    assert claims["iss"] == claims["aud"] == ISSUER
    assert claims["sub"] == claims["client_id"]
    assert claims["exp"] - claims["iat"] == 900
    assert claims_of(a_token())["jti"] != claims_of(a_token())["jti"]


@pytest.mark.parametrize(
    ("later", "good"),
    [(timedelta(0), True), (timedelta(seconds=899), True), (timedelta(seconds=906), False), (DAY, False)],
)
def test_a_token_serves_until_it_expires(later, good):
    token = a_token()

    if good:
        assert verified(token, now=NOW + later).agency == "640202000000"
    else:
        with pytest.raises(InvalidToken):
            verified(token, now=NOW + later)


def test_a_token_from_the_future_is_refused():
    with pytest.raises(InvalidToken):
        verified(a_token(now=NOW + timedelta(minutes=1)))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_with_one_changed_letter_is_refused(part):
    parts = a_token().split(".")
    letter = parts[part][9]
    parts[part] = parts[part][:9] + ("A" if letter != "A" else "B") + parts[part][10:]

    with pytest.raises(InvalidToken):
        verified(".".join(parts))


def test_claims_that_were_exchanged_for_others_are_refused():
    header, _, signature = a_token().split(".")
    claims = claims_of(a_token()) | {"agency": "640200"}
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

    with pytest.raises(InvalidToken):
        verified(f"{header}.{forged}.{signature}")


@pytest.mark.parametrize("claim", ["iss", "aud"])
def test_a_token_for_or_from_somewhere_else_is_refused(claim):
    claims = claims_of(a_token()) | {claim: "https://elsewhere.example"}

    with pytest.raises(InvalidToken):
        verified(signed(claims, {"typ": "at+jwt"}))


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "sub", "jti", "client_id", "agency", "agency_kind"])
def test_a_token_that_leaves_out_a_claim_is_refused(claim):
    claims = claims_of(a_token())
    del claims[claim]

    with pytest.raises(InvalidToken):
        verified(signed(claims, {"typ": "at+jwt"}))


def test_a_token_without_scope_may_do_nothing():
    claims = claims_of(a_token())
    del claims["scope"]

    assert verified(signed(claims, {"typ": "at+jwt"})).scopes == frozenset()


def test_a_scope_that_this_version_does_not_know_is_not_given():
    claims = claims_of(a_token()) | {"scope": "cases:write cases:burn"}

    assert verified(signed(claims, {"typ": "at+jwt"})).scopes == {Scope.CASES_WRITE}


@pytest.mark.parametrize("typ", [{}, {"typ": "JWT"}, {"typ": "jwt"}])
def test_another_kind_of_jwt_signed_with_our_key_is_no_access_token(typ):
    with pytest.raises(InvalidToken):
        verified(signed(claims_of(a_token()), typ))


def test_a_token_signed_with_a_foreign_key_is_refused():
    with pytest.raises(UnknownKey):
        verified(a_token(key=FOREIGN))


def test_a_foreign_key_under_our_key_id_is_refused():
    disguised = replace(FOREIGN, kid=KEY.kid)

    with pytest.raises(InvalidToken) as refused:
        verified(a_token(key=disguised))
    assert not isinstance(refused.value, UnknownKey)


def test_a_token_without_a_signature_is_refused():
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt", "kid": KEY.kid}).encode())
    body = a_token().split(".")[1]

    with pytest.raises(InvalidToken):
        verified(f"{header.decode().rstrip('=')}.{body}.")


def test_a_token_signed_with_our_public_key_as_a_shared_secret_is_refused():
    secret = jwk.OctKey.import_key(json.dumps(dict(KEY.public_jwk)))
    header = {"alg": "HS256", "typ": "at+jwt", "kid": KEY.kid}
    token = jwt.encode(header, claims_of(a_token()), secret)

    with pytest.raises(InvalidToken):
        verified(token)


@pytest.mark.parametrize(
    "nonsense",
    ["", "a.b.c", "…", "a" * 300_000, "..", "W10.e30.AA", "ImFsZyI.e30.AA", "bnVsbA.e30.AA", "MQ.e30.AA"],
)
def test_what_is_no_token_is_refused(nonsense):
    with pytest.raises(InvalidToken):
        verified(nonsense)


def test_a_header_that_nests_too_deeply_is_refused():
    deep = base64.urlsafe_b64encode(b"[" * 100_000).decode().rstrip("=")

    with pytest.raises(InvalidToken):
        verified(f"{deep}.e30.AA")


def test_a_secret_matches_its_own_hash_only():
    secret = tokens.new_secret()

    assert tokens.matches(secret, tokens.hashed(secret))
    assert not tokens.matches(secret + "x", tokens.hashed(secret))
    assert not tokens.matches(tokens.new_secret(), tokens.hashed(secret))
    assert not tokens.matches(secret, None)
    assert secret not in tokens.hashed(secret)


def test_a_client_never_prints_the_hash_of_its_secret():
    assert "sha256" not in repr(a_client(secret_hash=tokens.hashed("zhenxie_x")))
    assert "PRIVATE" not in repr(KEY)


def test_the_first_key_signs_at_once():
    assert tokens.is_successor_due([], now=NOW, days=90)
    assert tokens.signer([KEY], NOW) == KEY
    assert not tokens.is_successor_due([KEY], now=NOW, days=90)


def test_a_successor_is_made_a_day_before_and_signs_when_the_first_has_ended():
    last_day = KEY.signs_until - DAY
    assert not tokens.is_successor_due([KEY], now=last_day - timedelta(seconds=1), days=90)
    assert tokens.is_successor_due([KEY], now=last_day, days=90)

    successor = tokens.new_key(now=last_day, days=90, lifetime_seconds=900, first=False)

    assert not tokens.is_successor_due([KEY, successor], now=last_day, days=90)
    assert tokens.signer([KEY, successor], KEY.signs_until - timedelta(seconds=1)) == KEY
    assert tokens.signer([KEY, successor], KEY.signs_until) == successor
    assert successor.signs_until == KEY.signs_until + timedelta(days=90)


def test_a_key_verifies_longer_than_the_last_token_that_it_signed():
    assert KEY.verifies_until >= KEY.signs_until + timedelta(seconds=900)


def test_keys_of_a_single_day_are_announced_a_quarter_of_it_before():
    first = tokens.new_key(now=NOW, days=1, lifetime_seconds=900, first=True)

    assert not tokens.is_successor_due([first], now=NOW + timedelta(hours=17), days=1)
    assert tokens.is_successor_due([first], now=NOW + timedelta(hours=18), days=1)


EC = jwk.ECKey.generate_key("P-256")
# joserfc warns that it is weak, which is the point of it.
with warnings.catch_warnings(action="ignore"):
    WEAK = jwk.RSAKey.generate_key(1024).as_dict(private=False)


def test_public_keys_of_the_three_kinds_are_taken():
    kinds = [EC, jwk.RSAKey.generate_key(2048), jwk.OKPKey.generate_key("Ed25519")]

    found = tokens.public_keys({"keys": [key.as_dict(private=False) for key in kinds]})

    assert [key["kty"] for key in found] == ["EC", "RSA", "OKP"]


def test_of_a_public_key_only_its_numbers_and_its_name_are_kept():
    given = EC.as_dict(private=False) | {"kid": "2026", "key_ops": ["verify"], "alg": "ES256", "use": "sig"}

    (kept,) = tokens.public_keys({"keys": [given]})

    assert kept == {name: given[name] for name in ("kty", "crv", "x", "y", "kid")}


@pytest.mark.filterwarnings("ignore:Key size")
@pytest.mark.parametrize(
    "unfit",
    [
        {},
        {"keys": []},
        {"keys": "EC"},
        {"keys": [None]},
        {"keys": [["kty", "EC"]]},
        {"keys": [{"kty": "EC"}]},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": 1, "y": 2}]},
        {"keys": [{"kty": "none"}]},
        {"keys": [{"kty": []}]},
        {"keys": [{"kty": "EC", "crv": []}]},
        {"keys": [{"kty": "RSA", "n": "", "e": ""}]},
        {"keys": [EC.as_dict(private=False) | {"alg": 7}]},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [EC.as_dict(private=True)]},
        {"keys": [EC.as_dict(private=False) | {"use": "enc"}]},
        {"keys": [jwk.ECKey.generate_key("P-384").as_dict(private=False)]},
        {"keys": [WEAK]},
        {"keys": [jwk.OKPKey.generate_key("X25519").as_dict(private=False)]},
        {"keys": [EC.as_dict(private=False)] * 11},
    ],
)
def test_other_keys_are_refused(unfit):
    with pytest.raises(ValueError, match=r"needed|not a"):
        tokens.public_keys(unfit)
