"""Log in to mail servers with OAuth2 tokens: get one, keep it fresh, and say it the way a server wants it."""

from daemon.oauth.bearer import Bearer, Token, TokenRefused, TokenTrouble, TokenUnavailable
from daemon.oauth.discretion import discreet
from daemon.oauth.providers import bearer_of
from daemon.oauth.sasl import exchange

__all__ = ["Bearer", "Token", "TokenRefused", "TokenTrouble", "TokenUnavailable", "bearer_of", "discreet", "exchange"]
