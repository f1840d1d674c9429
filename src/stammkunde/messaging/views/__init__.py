"""The room's pages, by area; `urls` names them."""
