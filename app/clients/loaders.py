"""Where the client pages find what they show: always within the signed-in practice."""

from app.loaders import find_client as find_client
