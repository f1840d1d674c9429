"""What the room hangs into the pages of others, a file per area; `room` calls each."""
