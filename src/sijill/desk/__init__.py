"""The desk: web pages in which people take reports in, judge what was read, and publish.  See ``README.md`` here for how a room is built."""
