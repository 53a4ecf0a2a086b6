// What the user of this machine keeps in the cache folder has no business in tests, and tests none in there.
process.env.DIGESTBOUND_CACHE = "off";
