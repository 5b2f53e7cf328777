"""Made by `make generate` for `precompiled.py`, which says what it is; not to be edited."""
# mypy: ignore-errors

SRE_MAGIC = 20230612

# (pattern, flags): what re asks _sre.compile for.
PATTERNS = {
    ('\n            \\$(?:\n              (?P<escaped>\\$)  |   # Escape sequence of two delimiters\n              (?P<named>(?a:[_a-z][_a-z0-9]*))       |   # delimiter and a Python identifier\n              {(?P<braced>(?a:[_a-z][_a-z0-9]*))} |   # delimiter and a braced identifier\n              (?P<invalid>)             # Other ill-formed delimiter exprs\n            )\n            ', 66): (98, (14, 8, 1, 1, 4294967295, 1, 1, 36, 0, 16, 36, 7, 9, 17, 0, 16, 36, 17, 1, 15, 77, 32, 17, 2, 31, 7, 16, 95, 22, 97, 122, 0, 24, 16, 0, 4294967295, 31, 11, 9, 0, 67043328, 2147483648, 134217726, 0, 0, 0, 0, 0, 1, 17, 3, 15, 45, 36, 16, 123, 17, 4, 31, 7, 16, 95, 22, 97, 122, 0, 24, 16, 0, 4294967295, 31, 11, 9, 0, 67043328, 2147483648, 134217726, 0, 0, 0, 0, 0, 1, 17, 5, 16, 125, 15, 9, 7, 17, 6, 17, 7, 15, 2, 0, 1), 4, {'escaped': 1, 'named': 2, 'braced': 3, 'invalid': 4}, (None, 'escaped', 'named', 'braced', 'invalid')),
    ('\n        (\n            ([\\x01-\\x1f\\x21\\x24-\\x2A\\x2D-\\x3A\\x3D\\x3F-\\x5B\\x5D-\\x7F]|[\\x80-\U0010ffff]|\\\\([\\\\ #=\\"\\+,;<>]|[\\da-zA-Z]{2}))\n            (\n                ([\\x01-\\x21\\x23-\\x2A\\x2D-\\x3A\\x3D\\x3F-\\x5B\\x5D-\\x7F]|[\\x80-\U0010ffff]|\\\\([\\\\ #=\\"\\+,;<>]|[\\da-zA-Z]{2}))*\n                ([\\x01-\\x1F\\x21\\x23-\\x2A\\x2D-\\x3A\\x3D\\x3F-\\x5B\\x5D-\\x7F]|[\\x80-\U0010ffff]|\\\\([\\\\ #=\\"\\+,;<>]|[\\da-zA-Z]{2}))\n            )?\n        )?\n        ', 64): (96, (14, 4, 0, 0, 4294967295, 23, 246, 0, 1, 17, 0, 17, 2, 7, 15, 13, 11, 9, 4294967294, 2818566130, 4026531839, 4294967295, 0, 0, 0, 0, 0, 15, 56, 9, 13, 5, 22, 128, 1114111, 0, 15, 47, 45, 16, 92, 17, 4, 7, 15, 13, 11, 9, 0, 2013272077, 268435456, 0, 0, 0, 0, 0, 0, 15, 21, 19, 24, 15, 2, 2, 13, 10, 8, 10, 22, 97, 122, 22, 65, 90, 0, 1, 15, 2, 0, 17, 5, 15, 2, 0, 17, 3, 23, 162, 0, 1, 17, 6, 23, 78, 0, 4294967295, 17, 8, 7, 15, 13, 11, 9, 4294967294, 2818566139, 4026531839, 4294967295, 0, 0, 0, 0, 0, 15, 56, 9, 13, 5, 22, 128, 1114111, 0, 15, 47, 45, 16, 92, 17, 10, 7, 15, 13, 11, 9, 0, 2013272077, 268435456, 0, 0, 0, 0, 0, 0, 15, 21, 19, 24, 15, 2, 2, 13, 10, 8, 10, 22, 97, 122, 22, 65, 90, 0, 1, 15, 2, 0, 17, 11, 15, 2, 0, 17, 9, 18, 17, 12, 7, 15, 13, 11, 9, 4294967294, 2818566138, 4026531839, 4294967295, 0, 0, 0, 0, 0, 15, 56, 9, 13, 5, 22, 128, 1114111, 0, 15, 47, 45, 16, 92, 17, 14, 7, 15, 13, 11, 9, 0, 2013272077, 268435456, 0, 0, 0, 0, 0, 0, 15, 21, 19, 24, 15, 2, 2, 13, 10, 8, 10, 22, 97, 122, 22, 65, 90, 0, 1, 15, 2, 0, 17, 15, 15, 2, 0, 17, 13, 17, 7, 18, 17, 1, 18, 1), 8, {}, (None, None, None, None, None, None, None, None, None)),
    ('\n        ( # any whitespace\n          [\\\t\\\n\\\x0b\\\x0c\\\r\\ ]+\n        | # em-dash between words\n          (?<=[\\w!"\\\'&.,?]) -{2,} (?=\\w)\n        | # word, possibly hyphenated\n          [^\\\t\\\n\\\x0b\\\x0c\\\r\\ ]+? (?:\n            # hyphenated word\n              -(?: (?<=[^\\d\\W]{2}-) | (?<=[^\\d\\W]-[^\\d\\W]-))\n              (?= [^\\d\\W] -? [^\\d\\W])\n            | # end of word\n              (?=[\\\t\\\n\\\x0b\\\x0c\\\r\\ ]|\\Z)\n            | # em-dash\n              (?<=[\\w!"\\\'&.,?]) (?=-{2,}\\w)\n            )\n        )', 64): (96, (14, 4, 0, 1, 4294967295, 17, 0, 7, 16, 24, 12, 1, 4294967295, 13, 7, 22, 9, 13, 16, 32, 0, 1, 15, 203, 37, 4, 17, 1, 13, 13, 9, 0, 2147504326, 0, 0, 0, 0, 0, 0, 8, 14, 0, 1, 24, 6, 2, 4294967295, 16, 45, 1, 4, 8, 0, 13, 4, 8, 14, 0, 1, 15, 166, 164, 26, 13, 1, 4294967295, 13, 8, 21, 22, 9, 13, 16, 32, 0, 1, 7, 83, 16, 45, 7, 22, 4, 18, 3, 24, 12, 2, 2, 13, 7, 21, 8, 10, 8, 15, 0, 1, 16, 45, 1, 15, 29, 27, 4, 23, 4, 13, 7, 21, 8, 10, 8, 15, 0, 16, 45, 13, 7, 21, 8, 10, 8, 15, 0, 16, 45, 1, 15, 2, 0, 4, 26, 0, 13, 7, 21, 8, 10, 8, 15, 0, 24, 6, 0, 1, 16, 45, 1, 13, 7, 21, 8, 10, 8, 15, 0, 1, 15, 64, 25, 4, 21, 0, 7, 11, 13, 7, 22, 9, 13, 16, 32, 0, 15, 7, 5, 6, 7, 15, 2, 0, 1, 15, 39, 37, 4, 17, 1, 13, 13, 9, 0, 2147504326, 0, 0, 0, 0, 0, 0, 8, 14, 0, 1, 4, 15, 0, 24, 6, 2, 4294967295, 16, 45, 1, 13, 4, 8, 14, 0, 1, 15, 2, 0, 15, 2, 0, 17, 1, 1), 1, {}, (None, None)),
    ("\n    (?:\n        (?P<fill>.)?\n        (?P<align>[<>=^])\n    )?\n    (?P<sign>[-+ ]?)\n    # Alt flag forces a slash and denominator in the output, even for\n    # integer-valued Fraction objects.\n    (?P<alt>\\#)?\n    # We don't implement the zeropad flag since there's no single obvious way\n    # to interpret it.\n    (?P<minimumwidth>0|[1-9][0-9]*)?\n    (?P<thousands_sep>[,_])?\n", 80): (112, (14, 4, 0, 0, 4294967295, 23, 25, 0, 1, 23, 8, 0, 1, 17, 0, 3, 17, 1, 18, 17, 2, 13, 7, 22, 60, 62, 16, 94, 0, 17, 3, 18, 17, 4, 24, 16, 0, 1, 13, 11, 9, 0, 10241, 0, 0, 0, 0, 0, 0, 0, 1, 17, 5, 23, 9, 0, 1, 17, 6, 16, 35, 17, 7, 18, 23, 34, 0, 1, 17, 8, 7, 5, 16, 48, 15, 22, 20, 13, 5, 22, 49, 57, 0, 24, 10, 0, 4294967295, 13, 5, 22, 48, 57, 0, 1, 15, 2, 0, 17, 9, 18, 23, 14, 0, 1, 17, 10, 13, 6, 16, 44, 16, 95, 0, 17, 11, 18, 1), 6, {'fill': 1, 'align': 2, 'sign': 3, 'alt': 4, 'minimumwidth': 5, 'thousands_sep': 6}, (None, 'fill', 'align', 'sign', 'alt', 'minimumwidth', 'thousands_sep')),
    ("\n    (?:\n        (?P<fill>.)?\n        (?P<align>[<>=^])\n    )?\n    (?P<sign>[-+ ]?)\n    (?P<no_neg_zero>z)?\n    (?P<alt>\\#)?\n    # A '0' that's *not* followed by another digit is parsed as a minimum width\n    # rather than a zeropad flag.\n    (?P<zeropad>0(?=[0-9]))?\n    (?P<minimumwidth>0|[1-9][0-9]*)?\n    (?P<thousands_sep>[,_])?\n    (?:\\.(?P<precision>0|[1-9][0-9]*))?\n    (?P<presentation_type>[eEfFgG%])\n", 80): (112, (14, 4, 0, 1, 4294967295, 23, 25, 0, 1, 23, 8, 0, 1, 17, 0, 3, 17, 1, 18, 17, 2, 13, 7, 22, 60, 62, 16, 94, 0, 17, 3, 18, 17, 4, 24, 16, 0, 1, 13, 11, 9, 0, 10241, 0, 0, 0, 0, 0, 0, 0, 1, 17, 5, 23, 9, 0, 1, 17, 6, 16, 122, 17, 7, 18, 23, 9, 0, 1, 17, 8, 16, 35, 17, 9, 18, 23, 19, 0, 1, 17, 10, 16, 48, 4, 9, 0, 13, 5, 22, 48, 57, 0, 1, 17, 11, 18, 23, 34, 0, 1, 17, 12, 7, 5, 16, 48, 15, 22, 20, 13, 5, 22, 49, 57, 0, 24, 10, 0, 4294967295, 13, 5, 22, 48, 57, 0, 1, 15, 2, 0, 17, 13, 18, 23, 14, 0, 1, 17, 14, 13, 6, 16, 44, 16, 95, 0, 17, 15, 18, 23, 36, 0, 1, 16, 46, 17, 16, 7, 5, 16, 48, 15, 22, 20, 13, 5, 22, 49, 57, 0, 24, 10, 0, 4294967295, 13, 5, 22, 48, 57, 0, 1, 15, 2, 0, 17, 17, 18, 17, 18, 13, 11, 9, 0, 32, 224, 224, 0, 0, 0, 0, 0, 17, 19, 1), 10, {'fill': 1, 'align': 2, 'sign': 3, 'no_neg_zero': 4, 'alt': 5, 'zeropad': 6, 'minimumwidth': 7, 'thousands_sep': 8, 'precision': 9, 'presentation_type': 10}, (None, 'fill', 'align', 'sign', 'no_neg_zero', 'alt', 'zeropad', 'minimumwidth', 'thousands_sep', 'precision', 'presentation_type')),
    ('\n    \\A\\s*                                  # optional whitespace at the start,\n    (?P<sign>[-+]?)                        # an optional sign, then\n    (?=\\d|\\.\\d)                            # lookahead for digit or .digit\n    (?P<num>\\d*|\\d+(_\\d+)*)                # numerator (possibly empty)\n    (?:                                    # followed by\n       (?:\\s*/\\s*(?P<denom>\\d+(_\\d+)*))?   # an optional denominator\n    |                                      # or\n       (?:\\.(?P<decimal>\\d*|\\d+(_\\d+)*))?  # an optional fractional part\n       (?:E(?P<exp>[-+]?\\d+(_\\d+)*))?      # and optional exponent\n    )\n    \\s*\\Z                                  # and optional whitespace to finish\n', 66): (98, (14, 4, 0, 0, 4294967295, 6, 2, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 17, 0, 24, 11, 0, 1, 13, 6, 16, 45, 16, 43, 0, 1, 17, 1, 4, 23, 0, 7, 8, 13, 4, 8, 10, 0, 15, 12, 10, 16, 46, 13, 4, 8, 10, 0, 15, 2, 0, 1, 17, 2, 7, 13, 24, 9, 0, 4294967295, 13, 4, 8, 10, 0, 1, 15, 36, 34, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 23, 19, 0, 4294967295, 17, 4, 16, 95, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 17, 5, 18, 15, 2, 0, 17, 3, 7, 65, 23, 60, 0, 1, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 16, 47, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 17, 6, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 23, 19, 0, 4294967295, 17, 8, 16, 95, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 17, 9, 18, 17, 7, 18, 15, 119, 117, 23, 58, 0, 1, 16, 46, 17, 10, 7, 13, 24, 9, 0, 4294967295, 13, 4, 8, 10, 0, 1, 15, 36, 34, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 23, 19, 0, 4294967295, 17, 12, 16, 95, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 17, 13, 18, 15, 2, 0, 17, 11, 18, 23, 52, 0, 1, 40, 101, 17, 14, 24, 11, 0, 1, 13, 6, 16, 45, 16, 43, 0, 1, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 23, 19, 0, 4294967295, 17, 16, 16, 95, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 17, 17, 18, 17, 15, 18, 15, 2, 0, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 6, 7, 1), 9, {'sign': 1, 'num': 2, 'denom': 4, 'decimal': 6, 'exp': 8}, (None, 'sign', 'num', None, 'denom', None, 'decimal', None, 'exp', None)),
    ('\n  =\\?                   # literal =?\n  (?P<charset>[^?]*?)   # non-greedy up to the next ? is the charset\n  \\?                    # literal ?\n  (?P<encoding>[qQbB])  # either a "q" or a "b", case insensitive\n  \\?                    # literal ?\n  (?P<encoded>.*?)      # non-greedy up to the next ?= is the encoded string\n  \\?=                   # literal ?=\n  ', 72): (104, (14, 10, 1, 7, 4294967295, 2, 2, 61, 63, 0, 0, 16, 61, 16, 63, 17, 0, 26, 6, 0, 4294967295, 20, 63, 1, 17, 1, 16, 63, 17, 2, 13, 11, 9, 0, 0, 131076, 131076, 0, 0, 0, 0, 0, 17, 3, 16, 63, 17, 4, 26, 5, 0, 4294967295, 2, 1, 17, 5, 16, 63, 16, 61, 1), 3, {'charset': 1, 'encoding': 2, 'encoded': 3}, (None, 'charset', 'encoding', 'encoded')),
    ('#([\\da-zA-Z]{2})+', 0): (32, (14, 8, 1, 3, 4294967295, 1, 1, 35, 0, 16, 35, 23, 23, 1, 4294967295, 17, 0, 24, 15, 2, 2, 13, 10, 8, 10, 22, 97, 122, 22, 65, 90, 0, 1, 17, 1, 18, 1), 1, {}, (None, None)),
    ('%(?:\\((?P<key>.*?)\\))?(?P<modifiers>[-#0-9 +*.hlL]*?)[eEfFgGdiouxXcrs%]', 0): (32, (14, 8, 1, 2, 4294967295, 1, 1, 37, 0, 16, 37, 23, 17, 0, 1, 16, 40, 17, 0, 26, 5, 0, 4294967295, 2, 1, 17, 1, 16, 41, 18, 17, 2, 26, 16, 0, 4294967295, 13, 11, 9, 0, 67070985, 4096, 4352, 0, 0, 0, 0, 0, 1, 17, 3, 13, 11, 9, 0, 32, 16777440, 19694328, 0, 0, 0, 0, 0, 1), 2, {'key': 1, 'modifiers': 2}, (None, 'key', 'modifiers')),
    ('%\\(\\w+\\)[#0+ -]*(\\*|\\d+)?(\\.(\\*|\\d+))?[diouxefgcrsa%]', 2): (34, (14, 10, 1, 5, 4294967295, 2, 2, 37, 40, 0, 0, 16, 37, 16, 40, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 16, 41, 24, 16, 0, 4294967295, 13, 11, 9, 0, 75785, 0, 0, 0, 0, 0, 0, 0, 1, 23, 27, 0, 1, 17, 0, 7, 5, 16, 42, 15, 15, 13, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 15, 2, 0, 17, 1, 18, 23, 33, 0, 1, 17, 2, 16, 46, 17, 4, 7, 5, 16, 42, 15, 15, 13, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 15, 2, 0, 17, 5, 17, 3, 18, 39, 92, 10, 3, 33685760, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 0, 32, 0, 19694330, 0, 0, 0, 0, 0, 131072, 0, 2147483648, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 3, {}, (None, None, None, None)),
    ('((\\w+\\.)?Annotated\\[)?(\\w+\\.)?ClassVar\\[', 0): (32, (14, 4, 0, 9, 4294967295, 23, 48, 0, 1, 17, 0, 23, 19, 0, 1, 17, 2, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 16, 46, 17, 3, 18, 16, 65, 16, 110, 16, 110, 16, 111, 16, 116, 16, 97, 16, 116, 16, 101, 16, 100, 16, 91, 17, 1, 18, 23, 19, 0, 1, 17, 4, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 16, 46, 17, 5, 18, 16, 67, 16, 108, 16, 97, 16, 115, 16, 115, 16, 86, 16, 97, 16, 114, 16, 91, 1), 3, {}, (None, None, None, None)),
    ('(.)([A-Z][a-z]+)', 0): (32, (14, 4, 0, 3, 4294967295, 17, 0, 2, 17, 1, 17, 2, 13, 5, 22, 65, 90, 0, 24, 10, 1, 4294967295, 13, 5, 22, 97, 122, 0, 1, 17, 3, 1), 2, {}, (None, None, None)),
    ('(0|([1-9]\\d*))(\\.(0|([1-9]\\d*)))+', 0): (32, (14, 4, 0, 3, 4294967295, 17, 0, 7, 5, 16, 48, 15, 25, 23, 17, 2, 13, 5, 22, 49, 57, 0, 24, 9, 0, 4294967295, 13, 4, 8, 10, 0, 1, 17, 3, 15, 2, 0, 17, 1, 23, 43, 1, 4294967295, 17, 4, 16, 46, 17, 6, 7, 5, 16, 48, 15, 25, 23, 17, 8, 13, 5, 22, 49, 57, 0, 24, 9, 0, 4294967295, 13, 4, 8, 10, 0, 1, 17, 9, 15, 2, 0, 17, 7, 17, 5, 18, 1), 5, {}, (None, None, None, None, None, None)),
    ('(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])', 0): (32, (14, 4, 0, 4, 4294967295, 23, 51, 1, 4294967295, 13, 11, 9, 0, 67043328, 2147483648, 134217726, 0, 0, 0, 0, 0, 23, 32, 0, 1, 24, 16, 0, 61, 13, 11, 9, 0, 67051520, 2147483648, 134217726, 0, 0, 0, 0, 0, 1, 13, 11, 9, 0, 67043328, 2147483648, 134217726, 0, 0, 0, 0, 0, 18, 16, 46, 18, 13, 5, 22, 97, 122, 0, 24, 16, 0, 61, 13, 11, 9, 0, 67051520, 0, 134217726, 0, 0, 0, 0, 0, 1, 13, 8, 22, 97, 122, 22, 48, 57, 0, 1), 0, {}, (None,)),
    ('(?:^|,)[ \t]*([^ \t,]+)[ \t]+realm=(["\']?)([^"\']*)\\2', 2): (34, (14, 4, 0, 8, 4294967295, 7, 5, 6, 0, 15, 7, 5, 16, 44, 15, 2, 0, 24, 11, 0, 4294967295, 13, 6, 16, 32, 16, 9, 0, 1, 17, 0, 24, 17, 1, 4294967295, 13, 12, 21, 9, 512, 4097, 0, 0, 0, 0, 0, 0, 0, 1, 17, 1, 24, 11, 1, 4294967295, 13, 6, 16, 32, 16, 9, 0, 1, 40, 114, 40, 101, 40, 97, 40, 108, 40, 109, 16, 61, 17, 2, 24, 11, 0, 1, 13, 6, 16, 34, 16, 39, 0, 1, 17, 3, 17, 4, 24, 12, 0, 4294967295, 13, 7, 21, 16, 34, 16, 39, 0, 1, 17, 5, 38, 1, 1), 3, {}, (None, None, None, None)),
    ('(?:localhost|(?:\\d{1,3}\\.){3}\\d{1,3}|(?:\\*\\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9])(?::(\\d{1,5}))?', 0): (32, (14, 4, 0, 4, 4294967295, 7, 21, 16, 108, 16, 111, 16, 99, 16, 97, 16, 108, 16, 104, 16, 111, 16, 115, 16, 116, 15, 123, 30, 23, 15, 3, 3, 24, 9, 1, 3, 13, 4, 8, 10, 0, 1, 16, 46, 18, 24, 9, 1, 3, 13, 4, 8, 10, 0, 1, 15, 93, 91, 23, 7, 0, 1, 16, 42, 16, 46, 18, 23, 45, 1, 4294967295, 13, 8, 22, 97, 122, 22, 48, 57, 0, 23, 29, 0, 1, 24, 16, 0, 61, 13, 11, 9, 0, 67051520, 0, 134217726, 0, 0, 0, 0, 0, 1, 13, 8, 22, 97, 122, 22, 48, 57, 0, 18, 16, 46, 18, 13, 5, 22, 97, 122, 0, 24, 16, 0, 4294967295, 13, 11, 9, 0, 67051520, 0, 134217726, 0, 0, 0, 0, 0, 1, 13, 8, 22, 97, 122, 22, 48, 57, 0, 15, 2, 0, 23, 19, 0, 1, 16, 58, 17, 0, 24, 9, 1, 5, 13, 4, 8, 10, 0, 1, 17, 1, 18, 1), 1, {}, (None, None)),
    ('(?P<end>--)?(?P<ws>[ \\t]*)(?P<linesep>\\r\\n|\\r|\\n)?$', 0): (32, (14, 4, 0, 0, 4294967295, 23, 11, 0, 1, 17, 0, 16, 45, 16, 45, 17, 1, 18, 17, 2, 24, 11, 0, 4294967295, 13, 6, 16, 32, 16, 9, 0, 1, 17, 3, 23, 26, 0, 1, 17, 4, 7, 7, 16, 13, 16, 10, 15, 12, 5, 16, 13, 15, 7, 5, 16, 10, 15, 2, 0, 17, 5, 18, 6, 5, 1), 3, {'end': 1, 'ws': 2, 'linesep': 3}, (None, 'end', 'ws', 'linesep')),
    ('(?P<module>[\\w.]+)\\s*(:\\s*(?P<attr>[\\w.]+)\\s*)?((?P<extras>\\[.*\\])\\s*)?$', 0): (32, (14, 4, 0, 1, 4294967295, 17, 0, 24, 11, 1, 4294967295, 13, 6, 8, 14, 16, 46, 0, 1, 17, 1, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 23, 45, 0, 1, 17, 2, 16, 58, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 17, 4, 24, 11, 1, 4294967295, 13, 6, 8, 14, 16, 46, 0, 1, 17, 5, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 17, 3, 18, 23, 31, 0, 1, 17, 6, 17, 8, 16, 91, 24, 5, 0, 4294967295, 2, 1, 16, 93, 17, 9, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 17, 7, 18, 6, 5, 1), 5, {'module': 1, 'attr': 3, 'extras': 5}, (None, 'module', None, 'attr', None, 'extras')),
    ('(?m)^    ', 0): (40, (14, 4, 0, 4, 4, 6, 1, 16, 32, 16, 32, 16, 32, 16, 32, 1), 0, {}, (None,)),
    ('(?m)^        ', 0): (40, (14, 4, 0, 8, 8, 6, 1, 16, 32, 16, 32, 16, 32, 16, 32, 16, 32, 16, 32, 16, 32, 16, 32, 1), 0, {}, (None,)),
    ('([\x00-\x7f]+)', 0): (32, (14, 4, 0, 1, 4294967295, 17, 0, 24, 10, 1, 4294967295, 13, 5, 22, 0, 127, 0, 1, 17, 1, 1), 1, {}, (None, None)),
    ('([0-9A-Za-z])_(?=[0-9A-Z])', 0): (32, (14, 14, 4, 2, 2, 9, 0, 67043328, 134217726, 134217726, 0, 0, 0, 0, 0, 17, 0, 13, 11, 9, 0, 67043328, 134217726, 134217726, 0, 0, 0, 0, 0, 17, 1, 16, 95, 4, 12, 0, 13, 8, 22, 48, 57, 22, 65, 90, 0, 1, 1), 1, {}, (None, None)),
    ('([\\\t\\\n\\\x0b\\\x0c\\\r\\ ]+)', 0): (32, (14, 4, 0, 1, 4294967295, 17, 0, 24, 12, 1, 4294967295, 13, 7, 22, 9, 13, 16, 32, 0, 1, 17, 1, 1), 1, {}, (None, None)),
    ('([^\\[\\]]+)((?:\\[\\d+\\])*)$', 0): (32, (14, 4, 0, 1, 4294967295, 17, 0, 24, 12, 1, 4294967295, 13, 7, 21, 16, 91, 16, 93, 0, 1, 17, 1, 17, 2, 23, 17, 0, 4294967295, 16, 91, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 16, 93, 18, 17, 3, 6, 5, 1), 2, {}, (None, None, None)),
    ('([a-z0-9])([A-Z])', 0): (32, (14, 11, 4, 2, 2, 22, 97, 122, 22, 48, 57, 0, 17, 0, 13, 8, 22, 97, 122, 22, 48, 57, 0, 17, 1, 17, 2, 13, 5, 22, 65, 90, 0, 17, 3, 1), 2, {}, (None, None, None)),
    ('(\\\\[\\\\ #=\\"\\+,;<>])|((\\\\[\\da-zA-Z]{2})+)', 0): (32, (14, 4, 0, 2, 4294967295, 7, 21, 17, 0, 16, 92, 13, 11, 9, 0, 2013272077, 268435456, 0, 0, 0, 0, 0, 0, 17, 1, 15, 36, 34, 17, 2, 23, 25, 1, 4294967295, 17, 4, 16, 92, 24, 15, 2, 2, 13, 10, 8, 10, 22, 97, 122, 22, 65, 90, 0, 1, 17, 5, 18, 17, 3, 15, 2, 0, 1), 3, {}, (None, None, None, None)),
    ('(\\r\\n|\\r|\\n)', 0): (32, (14, 9, 4, 1, 2, 16, 10, 16, 13, 0, 17, 0, 7, 7, 16, 13, 16, 10, 15, 12, 5, 16, 13, 15, 7, 5, 16, 10, 15, 2, 0, 17, 1, 1), 1, {}, (None, None)),
    ('(\\r\\n|\\r|\\n)\\Z', 0): (32, (14, 9, 4, 1, 2, 16, 10, 16, 13, 0, 17, 0, 7, 7, 16, 13, 16, 10, 15, 12, 5, 16, 13, 15, 7, 5, 16, 10, 15, 2, 0, 17, 1, 6, 7, 1), 1, {}, (None, None)),
    ('(^[ \t]*)(?:[^ \t\n])', 8): (40, (14, 4, 0, 1, 4294967295, 17, 0, 6, 1, 24, 11, 0, 4294967295, 13, 6, 16, 32, 16, 9, 0, 1, 17, 1, 13, 8, 21, 22, 9, 10, 16, 32, 0, 1), 1, {}, (None, None)),
    ('(^_*[A-Z])', 0): (32, (14, 4, 0, 1, 4294967295, 17, 0, 6, 0, 24, 6, 0, 4294967295, 16, 95, 1, 13, 5, 22, 65, 90, 0, 17, 1, 1), 1, {}, (None, None)),
    (':\\d+$', 256): (256, (14, 8, 1, 2, 4294967295, 1, 1, 58, 0, 16, 58, 24, 9, 1, 4294967295, 13, 4, 8, 0, 0, 1, 6, 5, 1), 0, {}, (None,)),
    (';\\s*boundary="?([^";]+)', 2): (34, (14, 8, 1, 11, 4294967295, 1, 1, 59, 0, 16, 59, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 40, 98, 40, 111, 40, 117, 40, 110, 40, 100, 40, 97, 40, 114, 40, 121, 16, 61, 24, 6, 0, 1, 16, 34, 1, 17, 0, 24, 12, 1, 4294967295, 13, 7, 21, 16, 34, 16, 59, 0, 1, 17, 1, 1), 1, {}, (None, None)),
    ('[\x00-\x1f]', 0): (32, (14, 8, 4, 1, 1, 22, 0, 31, 0, 13, 5, 22, 0, 31, 0, 1), 0, {}, (None,)),
    ('[\x00- \x7f]', 0): (32, (14, 10, 4, 1, 1, 22, 0, 32, 16, 127, 0, 13, 7, 22, 0, 32, 16, 127, 0, 1), 0, {}, (None,)),
    ('[ \\(\\)<>@,;:\\\\"/\\[\\]\\?=]', 0): (32, (14, 14, 4, 1, 1, 9, 0, 4227896069, 939524097, 0, 0, 0, 0, 0, 0, 13, 11, 9, 0, 4227896069, 939524097, 0, 0, 0, 0, 0, 0, 1), 0, {}, (None,)),
    ('["“”„«»]([^"“”„«»]*)["“”„«»]', 0): (32, (14, 95, 4, 2, 4294967295, 10, 3, 16843008, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843010, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 0, 4, 0, 0, 0, 134219776, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1879048192, 0, 0, 0, 0, 0, 0, 0, 0, 13, 92, 10, 3, 16843008, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843010, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 0, 4, 0, 0, 0, 134219776, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1879048192, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 24, 98, 0, 4294967295, 13, 93, 21, 10, 3, 16843008, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843010, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 0, 4, 0, 0, 0, 134219776, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1879048192, 0, 0, 0, 0, 0, 0, 0, 0, 1, 17, 1, 13, 92, 10, 3, 16843008, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843010, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 16843009, 0, 4, 0, 0, 0, 134219776, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1879048192, 0, 0, 0, 0, 0, 0, 0, 0, 1), 1, {}, (None, None)),
    ('[-_.]+', 0): (32, (14, 4, 0, 1, 4294967295, 24, 12, 1, 4294967295, 13, 7, 22, 45, 46, 16, 95, 0, 1, 1), 0, {}, (None,)),
    ('[0-7][0-9A-HJKMNP-TV-Z]{25}', 0): (32, (14, 8, 4, 26, 26, 22, 48, 55, 0, 13, 5, 22, 48, 55, 0, 24, 16, 25, 25, 13, 11, 9, 0, 67043328, 132083198, 0, 0, 0, 0, 0, 0, 1, 1), 0, {}, (None,)),
    ('[A-Z]{2,}s$', 0): (32, (14, 4, 0, 3, 4294967295, 24, 10, 2, 4294967295, 13, 5, 22, 65, 90, 0, 1, 16, 115, 6, 5, 1), 0, {}, (None,)),
    ("[A-Za-z0-9\\-._~:/?\\[\\]@!$&'()*+,;=%]+", 0): (32, (14, 4, 0, 1, 4294967295, 24, 16, 1, 4294967295, 13, 11, 9, 0, 2952790002, 2952790015, 1207959550, 0, 0, 0, 0, 0, 1, 1), 0, {}, (None,)),
    ('[\\041-\\176]+:$', 0): (32, (14, 4, 0, 2, 4294967295, 24, 10, 1, 4294967295, 13, 5, 22, 33, 126, 0, 1, 16, 58, 6, 5, 1), 0, {}, (None,)),
    ('[\\\\"]', 0): (32, (14, 9, 4, 1, 1, 16, 92, 16, 34, 0, 13, 6, 16, 92, 16, 34, 0, 1), 0, {}, (None,)),
    ('[\\d\\s+().\\-/]+', 256): (256, (14, 4, 0, 1, 4294967295, 24, 20, 1, 4294967295, 13, 15, 9, 0, 60160, 0, 0, 0, 0, 0, 0, 8, 0, 8, 2, 0, 1, 1), 0, {}, (None,)),
    ('[\\w:.#-]{1,200}', 256): (256, (14, 4, 0, 1, 200, 24, 18, 1, 200, 13, 13, 9, 0, 67133448, 0, 0, 0, 0, 0, 0, 8, 4, 0, 1, 1), 0, {}, (None,)),
    ('[][\\\\()<>@,:;".]', 0): (32, (14, 14, 4, 1, 1, 9, 0, 1543525124, 939524097, 0, 0, 0, 0, 0, 0, 13, 11, 9, 0, 1543525124, 939524097, 0, 0, 0, 0, 0, 0, 1), 0, {}, (None,)),
    ("[^\\W\\d_]+(?:['’][^\\W\\d_]+)?", 0): (32, (14, 4, 0, 1, 4294967295, 24, 14, 1, 4294967295, 13, 9, 21, 8, 15, 8, 10, 16, 95, 0, 1, 23, 25, 0, 1, 13, 6, 16, 39, 16, 8217, 0, 24, 14, 1, 4294967295, 13, 9, 21, 8, 15, 8, 10, 16, 95, 0, 1, 18, 1), 0, {}, (None,)),
    ('[a-zA-Z][a-zA-Z\\d-]*', 0): (32, (14, 11, 4, 1, 4294967295, 22, 97, 122, 22, 65, 90, 0, 13, 8, 22, 97, 122, 22, 65, 90, 0, 24, 18, 0, 4294967295, 13, 13, 9, 0, 8192, 134217726, 134217726, 0, 0, 0, 0, 8, 10, 0, 1, 1), 0, {}, (None,)),
    ('[a-z][\\.\\!\\?][\\"\\\']?\\Z', 0): (32, (14, 8, 4, 2, 3, 22, 97, 122, 0, 13, 5, 22, 97, 122, 0, 13, 11, 9, 0, 2147500034, 0, 0, 0, 0, 0, 0, 0, 24, 11, 0, 1, 13, 6, 16, 34, 16, 39, 0, 1, 6, 7, 1), 0, {}, (None,)),
    ('\\*\\.[^.]+(?::\\d+)?', 0): (32, (14, 10, 1, 3, 4294967295, 2, 2, 42, 46, 0, 0, 16, 42, 16, 46, 24, 6, 1, 4294967295, 20, 46, 1, 23, 15, 0, 1, 16, 58, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 18, 1), 0, {}, (None,)),
    ('\\d[a-z]', 0): (32, (14, 7, 4, 2, 2, 8, 10, 0, 13, 4, 8, 10, 0, 13, 5, 22, 97, 122, 0, 1), 0, {}, (None,)),
    ('\\n[^ \\t]+:', 0): (32, (14, 8, 1, 3, 4294967295, 1, 1, 10, 0, 16, 10, 24, 12, 1, 4294967295, 13, 7, 21, 16, 32, 16, 9, 0, 1, 16, 58, 1), 0, {}, (None,)),
    ('\\r\\n|\\r|\\n', 0): (32, (14, 9, 4, 1, 2, 16, 10, 16, 13, 0, 7, 7, 16, 13, 16, 10, 15, 12, 5, 16, 13, 15, 7, 5, 16, 10, 15, 2, 0, 1), 0, {}, (None,)),
    ('\\s*(?:#\\s*)?$', 0): (32, (14, 4, 0, 0, 4294967295, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 23, 15, 0, 1, 16, 35, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 18, 6, 5, 1), 0, {}, (None,)),
    ('\\w+', 0): (32, (14, 4, 0, 1, 4294967295, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 1), 0, {}, (None,)),
    ('^(.?[<>=^])?[+ -]?#?0?(\\d+|{\\w+})?[,_]?(\\.(\\d+|{\\w+}))?[bcdefgnosx%]?$', 2): (34, (14, 4, 0, 0, 4294967295, 6, 0, 23, 21, 0, 1, 17, 0, 24, 5, 0, 1, 2, 1, 13, 7, 22, 60, 62, 16, 94, 0, 17, 1, 18, 24, 16, 0, 1, 13, 11, 9, 0, 10241, 0, 0, 0, 0, 0, 0, 0, 1, 24, 6, 0, 1, 16, 35, 1, 24, 6, 0, 1, 16, 48, 1, 23, 39, 0, 1, 17, 2, 7, 13, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 15, 19, 17, 16, 123, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 16, 125, 15, 2, 0, 17, 3, 18, 24, 11, 0, 1, 13, 6, 16, 44, 16, 95, 0, 1, 23, 45, 0, 1, 17, 4, 16, 46, 17, 6, 7, 13, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 15, 19, 17, 16, 123, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 16, 125, 15, 2, 0, 17, 7, 17, 5, 18, 24, 97, 0, 1, 39, 92, 10, 3, 33685760, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 33686018, 0, 32, 0, 17350908, 0, 0, 0, 0, 0, 0, 0, 2147483648, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 6, 5, 1), 4, {}, (None, None, None, None, None)),
    ('^(?P<name>\\w+)\\*((?P<num>[0-9]+)\\*?)?$', 256): (256, (14, 4, 0, 2, 4294967295, 6, 0, 17, 0, 24, 9, 1, 4294967295, 13, 4, 8, 4, 0, 1, 17, 1, 16, 42, 23, 29, 0, 1, 17, 2, 17, 4, 24, 10, 1, 4294967295, 13, 5, 22, 48, 57, 0, 1, 17, 5, 24, 6, 0, 1, 16, 42, 1, 17, 3, 18, 6, 5, 1), 3, {'name': 1, 'num': 3}, (None, 'name', None, 'num')),
    ('^(From |[\\041-\\071\\073-\\176]*:|[\\t ])', 0): (32, (14, 4, 0, 1, 4294967295, 6, 0, 17, 0, 7, 13, 16, 70, 16, 114, 16, 111, 16, 109, 16, 32, 15, 31, 19, 24, 13, 0, 4294967295, 13, 8, 22, 33, 57, 22, 59, 126, 0, 1, 16, 58, 15, 12, 10, 13, 6, 16, 9, 16, 32, 0, 15, 2, 0, 17, 1, 1), 1, {}, (None, None)),
    ('^(\\d+|\\w+)(\\.\\w+|\\[[^]]+\\])*$', 0): (32, (14, 4, 0, 1, 4294967295, 6, 0, 17, 0, 7, 13, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 15, 15, 13, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 15, 2, 0, 17, 1, 23, 38, 0, 4294967295, 17, 2, 7, 15, 16, 46, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 15, 16, 14, 16, 91, 24, 6, 1, 4294967295, 20, 93, 1, 16, 93, 15, 2, 0, 17, 3, 18, 6, 5, 1), 2, {}, (None, None, None)),
    ('^[ \t]+$', 8): (40, (14, 4, 0, 1, 4294967295, 6, 1, 24, 11, 1, 4294967295, 13, 6, 16, 32, 16, 9, 0, 1, 6, 6, 1), 0, {}, (None,)),
    ('^[a-z]+[A-Za-z0-9]*$', 0): (32, (14, 4, 0, 1, 4294967295, 6, 0, 24, 10, 1, 4294967295, 13, 5, 22, 97, 122, 0, 1, 24, 16, 0, 4294967295, 13, 11, 9, 0, 67043328, 134217726, 134217726, 0, 0, 0, 0, 0, 1, 6, 5, 1), 0, {}, (None,)),
    ('^\\s*(\\d*\\.?\\d+)\\s*(\\w+)?', 2): (34, (14, 4, 0, 1, 4294967295, 6, 0, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 17, 0, 24, 9, 0, 4294967295, 13, 4, 8, 10, 0, 1, 24, 6, 0, 1, 16, 46, 1, 24, 9, 1, 4294967295, 13, 4, 8, 10, 0, 1, 17, 1, 24, 9, 0, 4294967295, 13, 4, 8, 12, 0, 1, 23, 17, 0, 1, 17, 2, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 17, 3, 18, 1), 2, {}, (None, None, None)),
}

# Texts of dataclasses' methods, each as a function that is named after its text's hash.


def d_da72364dbfa27ba9abd8b984(__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self)->__dataclass___init___return_type__:
  pass
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}()"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return True
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_64557f57eca81a28078824c2(__dataclass_type_alg__,__dataclass_type_key_len__,__dataclass_type_mode__,__dataclass_type_block_len__,__dataclass_type_iv_len__,__dataclass_type_tag_len__,__dataclass_type_is_aead__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,alg:__dataclass_type_alg__,key_len:__dataclass_type_key_len__,mode:__dataclass_type_mode__,block_len:__dataclass_type_block_len__,iv_len:__dataclass_type_iv_len__,tag_len:__dataclass_type_tag_len__,is_aead:__dataclass_type_is_aead__)->__dataclass___init___return_type__:
  self.alg=alg
  self.key_len=key_len
  self.mode=mode
  self.block_len=block_len
  self.iv_len=iv_len
  self.tag_len=tag_len
  self.is_aead=is_aead
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(alg={self.alg!r}, key_len={self.key_len!r}, mode={self.mode!r}, block_len={self.block_len!r}, iv_len={self.iv_len!r}, tag_len={self.tag_len!r}, is_aead={self.is_aead!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.alg==other.alg and self.key_len==other.key_len and self.mode==other.mode and self.block_len==other.block_len and self.iv_len==other.iv_len and self.tag_len==other.tag_len and self.is_aead==other.is_aead
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_6c1656c6d362c6fb306ad793(__dataclass_type_alias__,__dataclass_type_validation_alias__,__dataclass_type_serialization_alias__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_alias__,__dataclass_dflt_validation_alias__,__dataclass_dflt_serialization_alias__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,alias:__dataclass_type_alias__=__dataclass_dflt_alias__,validation_alias:__dataclass_type_validation_alias__=__dataclass_dflt_validation_alias__,serialization_alias:__dataclass_type_serialization_alias__=__dataclass_dflt_serialization_alias__)->__dataclass___init___return_type__:
  self.alias=alias
  self.validation_alias=validation_alias
  self.serialization_alias=serialization_alias
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(alias={self.alias!r}, validation_alias={self.validation_alias!r}, serialization_alias={self.serialization_alias!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.alias==other.alias and self.validation_alias==other.validation_alias and self.serialization_alias==other.serialization_alias
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_7cb6b8c347340c7468938699(__dataclass_type_allow_inf_nan__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_allow_inf_nan__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,allow_inf_nan:__dataclass_type_allow_inf_nan__=__dataclass_dflt_allow_inf_nan__)->__dataclass___init___return_type__:
  self.allow_inf_nan=allow_inf_nan
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(allow_inf_nan={self.allow_inf_nan!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.allow_inf_nan==other.allow_inf_nan
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_dcd5adf19105ae6b2bcd04fb(__dataclass_type_annotation__,__dataclass_type_complete__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,*,annotation:__dataclass_type_annotation__,complete:__dataclass_type_complete__)->__dataclass___init___return_type__:
  self.annotation=annotation
  self.complete=complete
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(annotation={self.annotation!r}, complete={self.complete!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.annotation==other.annotation and self.complete==other.complete
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_6c80fe515c76fe86f22ea7f1(__dataclass_type_cards__,__dataclass_type_claimed__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_cards__,__dataclass_dflt_claimed__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,cards:__dataclass_type_cards__=__dataclass_dflt_cards__,claimed:__dataclass_type_claimed__=__dataclass_dflt_claimed__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'cards',cards)
  __dataclass_builtins_object__.__setattr__(self,'claimed',claimed)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(cards={self.cards!r}, claimed={self.claimed!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.cards==other.cards and self.claimed==other.claimed
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'cards', 'claimed'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'cards', 'claimed'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.cards,self.claimed,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_bbfda7e2099b79dcebe71995(__dataclass_type_choices__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,choices:__dataclass_type_choices__)->__dataclass___init___return_type__:
  self.choices=choices
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(choices={self.choices!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.choices==other.choices
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_0bb634559f86dd8a842a5930(__dataclass_type_cls_ref__,__dataclass_type_cls_var_name__,__dataclass_type_func__,__dataclass_type_shim__,__dataclass_type_info__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,cls_ref:__dataclass_type_cls_ref__,cls_var_name:__dataclass_type_cls_var_name__,func:__dataclass_type_func__,shim:__dataclass_type_shim__,info:__dataclass_type_info__)->__dataclass___init___return_type__:
  self.cls_ref=cls_ref
  self.cls_var_name=cls_var_name
  self.func=func
  self.shim=shim
  self.info=info
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(cls_ref={self.cls_ref!r}, cls_var_name={self.cls_var_name!r}, func={self.func!r}, shim={self.shim!r}, info={self.info!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.cls_ref==other.cls_ref and self.cls_var_name==other.cls_var_name and self.func==other.func and self.shim==other.shim and self.info==other.info
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_719640445d37aa828320b8d1(__dataclass_type_code__,__dataclass_type_message__,__dataclass_type_raw_item__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_message__,__dataclass_dflt_raw_item__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,code:__dataclass_type_code__,message:__dataclass_type_message__=__dataclass_dflt_message__,raw_item:__dataclass_type_raw_item__=__dataclass_dflt_raw_item__)->__dataclass___init___return_type__:
  self.code=code
  self.message=message
  self.raw_item=raw_item
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(code={self.code!r}, message={self.message!r}, raw_item={self.raw_item!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.code==other.code and self.message==other.message and self.raw_item==other.raw_item
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_c36a37ee5d46f13e8d4604e1(__dataclass_type_content__,__dataclass_type_uploaded__,__dataclass_type_attachment_ids__,__dataclass_type_is_internal__,__dataclass_type_client_message_id__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_uploaded__,__dataclass_dflt_attachment_ids__,__dataclass_dflt_is_internal__,__dataclass_dflt_client_message_id__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,content:__dataclass_type_content__,uploaded:__dataclass_type_uploaded__=__dataclass_dflt_uploaded__,attachment_ids:__dataclass_type_attachment_ids__=__dataclass_dflt_attachment_ids__,is_internal:__dataclass_type_is_internal__=__dataclass_dflt_is_internal__,client_message_id:__dataclass_type_client_message_id__=__dataclass_dflt_client_message_id__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'content',content)
  __dataclass_builtins_object__.__setattr__(self,'uploaded',uploaded)
  __dataclass_builtins_object__.__setattr__(self,'attachment_ids',attachment_ids)
  __dataclass_builtins_object__.__setattr__(self,'is_internal',is_internal)
  __dataclass_builtins_object__.__setattr__(self,'client_message_id',client_message_id)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(content={self.content!r}, uploaded={self.uploaded!r}, attachment_ids={self.attachment_ids!r}, is_internal={self.is_internal!r}, client_message_id={self.client_message_id!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.content==other.content and self.uploaded==other.uploaded and self.attachment_ids==other.attachment_ids and self.is_internal==other.is_internal and self.client_message_id==other.client_message_id
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'content', 'uploaded', 'attachment_ids', 'is_internal', 'client_message_id'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'content', 'uploaded', 'attachment_ids', 'is_internal', 'client_message_id'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.content,self.uploaded,self.attachment_ids,self.is_internal,self.client_message_id,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_36eb3c57b03b637a84880f80(__dataclass_type_defs_remapping__,__dataclass_type_json_remapping__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,defs_remapping:__dataclass_type_defs_remapping__,json_remapping:__dataclass_type_json_remapping__)->__dataclass___init___return_type__:
  self.defs_remapping=defs_remapping
  self.json_remapping=json_remapping
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(defs_remapping={self.defs_remapping!r}, json_remapping={self.json_remapping!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.defs_remapping==other.defs_remapping and self.json_remapping==other.json_remapping
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_2aa3d16a831a737a873c8624(__dataclass_type_discriminator__,__dataclass_type_custom_error_type__,__dataclass_type_custom_error_message__,__dataclass_type_custom_error_context__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_custom_error_type__,__dataclass_dflt_custom_error_message__,__dataclass_dflt_custom_error_context__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,discriminator:__dataclass_type_discriminator__,custom_error_type:__dataclass_type_custom_error_type__=__dataclass_dflt_custom_error_type__,custom_error_message:__dataclass_type_custom_error_message__=__dataclass_dflt_custom_error_message__,custom_error_context:__dataclass_type_custom_error_context__=__dataclass_dflt_custom_error_context__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'discriminator',discriminator)
  __dataclass_builtins_object__.__setattr__(self,'custom_error_type',custom_error_type)
  __dataclass_builtins_object__.__setattr__(self,'custom_error_message',custom_error_message)
  __dataclass_builtins_object__.__setattr__(self,'custom_error_context',custom_error_context)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(discriminator={self.discriminator!r}, custom_error_type={self.custom_error_type!r}, custom_error_message={self.custom_error_message!r}, custom_error_context={self.custom_error_context!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.discriminator==other.discriminator and self.custom_error_type==other.custom_error_type and self.custom_error_message==other.custom_error_message and self.custom_error_context==other.custom_error_context
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'discriminator', 'custom_error_type', 'custom_error_message', 'custom_error_context'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'discriminator', 'custom_error_type', 'custom_error_message', 'custom_error_context'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.discriminator,self.custom_error_type,self.custom_error_message,self.custom_error_context,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_ca9f794a43e49c0fdac85867(__dataclass_type_encoder__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,encoder:__dataclass_type_encoder__)->__dataclass___init___return_type__:
  self.encoder=encoder
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(encoder={self.encoder!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.encoder==other.encoder
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_917a02c8a253c8633699eb48(__dataclass_type_event__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,event:__dataclass_type_event__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'event',event)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(event={self.event!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.event==other.event
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'event'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'event'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.event,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_722e7f84caf326f76c7b16c1(__dataclass_type_fail_fast__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_fail_fast__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,fail_fast:__dataclass_type_fail_fast__=__dataclass_dflt_fail_fast__)->__dataclass___init___return_type__:
  self.fail_fast=fail_fast
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(fail_fast={self.fail_fast!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.fail_fast==other.fail_fast
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_bbc279cdb9f6b42a9be4bbe5(__dataclass_type_fields__,__dataclass_type_mode__,__dataclass_type_check_fields__,__dataclass_type_json_schema_input_type__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,fields:__dataclass_type_fields__,mode:__dataclass_type_mode__,check_fields:__dataclass_type_check_fields__,json_schema_input_type:__dataclass_type_json_schema_input_type__)->__dataclass___init___return_type__:
  self.fields=fields
  self.mode=mode
  self.check_fields=check_fields
  self.json_schema_input_type=json_schema_input_type
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(fields={self.fields!r}, mode={self.mode!r}, check_fields={self.check_fields!r}, json_schema_input_type={self.json_schema_input_type!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.fields==other.fields and self.mode==other.mode and self.check_fields==other.check_fields and self.json_schema_input_type==other.json_schema_input_type
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_091b7aa14cda340658a8920b(__dataclass_type_fields__,__dataclass_type_mode__,__dataclass_type_each_item__,__dataclass_type_always__,__dataclass_type_check_fields__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,fields:__dataclass_type_fields__,mode:__dataclass_type_mode__,each_item:__dataclass_type_each_item__,always:__dataclass_type_always__,check_fields:__dataclass_type_check_fields__)->__dataclass___init___return_type__:
  self.fields=fields
  self.mode=mode
  self.each_item=each_item
  self.always=always
  self.check_fields=check_fields
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(fields={self.fields!r}, mode={self.mode!r}, each_item={self.each_item!r}, always={self.always!r}, check_fields={self.check_fields!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.fields==other.fields and self.mode==other.mode and self.each_item==other.each_item and self.always==other.always and self.check_fields==other.check_fields
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_1ef9de8fb3be65827ba3e807(__dataclass_type_fields__,__dataclass_type_mode__,__dataclass_type_return_type__,__dataclass_type_when_used__,__dataclass_type_check_fields__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,fields:__dataclass_type_fields__,mode:__dataclass_type_mode__,return_type:__dataclass_type_return_type__,when_used:__dataclass_type_when_used__,check_fields:__dataclass_type_check_fields__)->__dataclass___init___return_type__:
  self.fields=fields
  self.mode=mode
  self.return_type=return_type
  self.when_used=when_used
  self.check_fields=check_fields
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(fields={self.fields!r}, mode={self.mode!r}, return_type={self.return_type!r}, when_used={self.when_used!r}, check_fields={self.check_fields!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.fields==other.fields and self.mode==other.mode and self.return_type==other.return_type and self.when_used==other.when_used and self.check_fields==other.check_fields
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_62241743c3c5cb4507af3590(__dataclass_type_func__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,func:__dataclass_type_func__)->__dataclass___init___return_type__:
  self.func=func
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(func={self.func!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.func==other.func
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_513d0f52ad427b111a02e597(__dataclass_type_func__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,func:__dataclass_type_func__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'func',func)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(func={self.func!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.func==other.func
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'func'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'func'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.func,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_dffe1ea60f4a21b6742c231b(__dataclass_type_func__,__dataclass_type_json_schema_input_type__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_json_schema_input_type__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,func:__dataclass_type_func__,json_schema_input_type:__dataclass_type_json_schema_input_type__=__dataclass_dflt_json_schema_input_type__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'func',func)
  __dataclass_builtins_object__.__setattr__(self,'json_schema_input_type',json_schema_input_type)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(func={self.func!r}, json_schema_input_type={self.json_schema_input_type!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.func==other.func and self.json_schema_input_type==other.json_schema_input_type
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'func', 'json_schema_input_type'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'func', 'json_schema_input_type'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.func,self.json_schema_input_type,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_de5d68101a17b78162891f0d(__dataclass_type_ge__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,ge:__dataclass_type_ge__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'ge',ge)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(ge={self.ge!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.ge==other.ge
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'ge'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'ge'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.ge,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_757d7a22dd8fcae7492ed77b(__dataclass_type_get_pydantic_core_schema__,__dataclass_type_get_pydantic_json_schema__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_get_pydantic_core_schema__,__dataclass_dflt_get_pydantic_json_schema__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,get_pydantic_core_schema:__dataclass_type_get_pydantic_core_schema__=__dataclass_dflt_get_pydantic_core_schema__,get_pydantic_json_schema:__dataclass_type_get_pydantic_json_schema__=__dataclass_dflt_get_pydantic_json_schema__)->__dataclass___init___return_type__:
  self.get_pydantic_core_schema=get_pydantic_core_schema
  self.get_pydantic_json_schema=get_pydantic_json_schema
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(get_pydantic_core_schema={self.get_pydantic_core_schema!r}, get_pydantic_json_schema={self.get_pydantic_json_schema!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.get_pydantic_core_schema==other.get_pydantic_core_schema and self.get_pydantic_json_schema==other.get_pydantic_json_schema
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_e14aaceea83d449957c1d6c8(__dataclass_type_gt__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,gt:__dataclass_type_gt__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'gt',gt)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(gt={self.gt!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.gt==other.gt
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'gt'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'gt'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.gt,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_30143dae247a22933d246523(__dataclass_type_gt__,__dataclass_type_ge__,__dataclass_type_lt__,__dataclass_type_le__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_gt__,__dataclass_dflt_ge__,__dataclass_dflt_lt__,__dataclass_dflt_le__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,*,gt:__dataclass_type_gt__=__dataclass_dflt_gt__,ge:__dataclass_type_ge__=__dataclass_dflt_ge__,lt:__dataclass_type_lt__=__dataclass_dflt_lt__,le:__dataclass_type_le__=__dataclass_dflt_le__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'gt',gt)
  __dataclass_builtins_object__.__setattr__(self,'ge',ge)
  __dataclass_builtins_object__.__setattr__(self,'lt',lt)
  __dataclass_builtins_object__.__setattr__(self,'le',le)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(gt={self.gt!r}, ge={self.ge!r}, lt={self.lt!r}, le={self.le!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.gt==other.gt and self.ge==other.ge and self.lt==other.lt and self.le==other.le
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'gt', 'ge', 'lt', 'le'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'gt', 'ge', 'lt', 'le'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.gt,self.ge,self.lt,self.le,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_fb78643494395f9c8d70c8fc(__dataclass_type_id__,__dataclass_type_person_id__,__dataclass_type_pk__,__dataclass_type_sk__,__dataclass_type_expires_at__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,id:__dataclass_type_id__,person_id:__dataclass_type_person_id__,pk:__dataclass_type_pk__,sk:__dataclass_type_sk__,expires_at:__dataclass_type_expires_at__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'id',id)
  __dataclass_builtins_object__.__setattr__(self,'person_id',person_id)
  __dataclass_builtins_object__.__setattr__(self,'pk',pk)
  __dataclass_builtins_object__.__setattr__(self,'sk',sk)
  __dataclass_builtins_object__.__setattr__(self,'expires_at',expires_at)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(id={self.id!r}, person_id={self.person_id!r}, pk={self.pk!r}, sk={self.sk!r}, expires_at={self.expires_at!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.id==other.id and self.person_id==other.person_id and self.pk==other.pk and self.sk==other.sk and self.expires_at==other.expires_at
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'id', 'person_id', 'pk', 'sk', 'expires_at'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'id', 'person_id', 'pk', 'sk', 'expires_at'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.id,self.person_id,self.pk,self.sk,self.expires_at,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_d1d2d6ae02ced7cfb7a65cfc(__dataclass_type_json_schema__,__dataclass_type_mode__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_mode__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,json_schema:__dataclass_type_json_schema__,mode:__dataclass_type_mode__=__dataclass_dflt_mode__)->__dataclass___init___return_type__:
  self.json_schema=json_schema
  self.mode=mode
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(json_schema={self.json_schema!r}, mode={self.mode!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.json_schema==other.json_schema and self.mode==other.mode
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_1a45842e185ce200cb39c28e(__dataclass_type_le__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,le:__dataclass_type_le__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'le',le)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(le={self.le!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.le==other.le
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'le'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'le'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.le,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_986df8ca3e647fc52da2cf3d(__dataclass_type_lines__,__dataclass_type_language__,__dataclass_type_topics__,__dataclass_type_visitor__,__dataclass_type_agent__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_topics__,__dataclass_dflt_visitor__,__dataclass_dflt_agent__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,lines:__dataclass_type_lines__,language:__dataclass_type_language__,topics:__dataclass_type_topics__=__dataclass_dflt_topics__,visitor:__dataclass_type_visitor__=__dataclass_dflt_visitor__,agent:__dataclass_type_agent__=__dataclass_dflt_agent__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'lines',lines)
  __dataclass_builtins_object__.__setattr__(self,'language',language)
  __dataclass_builtins_object__.__setattr__(self,'topics',topics)
  __dataclass_builtins_object__.__setattr__(self,'visitor',visitor)
  __dataclass_builtins_object__.__setattr__(self,'agent',agent)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(lines={self.lines!r}, language={self.language!r}, topics={self.topics!r}, visitor={self.visitor!r}, agent={self.agent!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.lines==other.lines and self.language==other.language and self.topics==other.topics and self.visitor==other.visitor and self.agent==other.agent
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'lines', 'language', 'topics', 'visitor', 'agent'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'lines', 'language', 'topics', 'visitor', 'agent'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.lines,self.language,self.topics,self.visitor,self.agent,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_4f2901ff94690c4268569b73(__dataclass_type_lt__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,lt:__dataclass_type_lt__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'lt',lt)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(lt={self.lt!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.lt==other.lt
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'lt'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'lt'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.lt,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_65e1279c64d2ece3ca853787(__dataclass_type_max_length__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,max_length:__dataclass_type_max_length__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'max_length',max_length)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(max_length={self.max_length!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.max_length==other.max_length
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'max_length'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'max_length'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.max_length,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_a48d2e9b99ad92c3887a1a9f(__dataclass_type_methods__,__dataclass_type_path__,__dataclass_type_parameters__,__dataclass_type_answer__,__dataclass_type_idempotent__,__dataclass_type_function__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,methods:__dataclass_type_methods__,path:__dataclass_type_path__,parameters:__dataclass_type_parameters__,answer:__dataclass_type_answer__,idempotent:__dataclass_type_idempotent__,function:__dataclass_type_function__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'methods',methods)
  __dataclass_builtins_object__.__setattr__(self,'path',path)
  __dataclass_builtins_object__.__setattr__(self,'parameters',parameters)
  __dataclass_builtins_object__.__setattr__(self,'answer',answer)
  __dataclass_builtins_object__.__setattr__(self,'idempotent',idempotent)
  __dataclass_builtins_object__.__setattr__(self,'function',function)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(methods={self.methods!r}, path={self.path!r}, parameters={self.parameters!r}, answer={self.answer!r}, idempotent={self.idempotent!r}, function={self.function!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.methods==other.methods and self.path==other.path and self.parameters==other.parameters and self.answer==other.answer and self.idempotent==other.idempotent and self.function==other.function
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'methods', 'path', 'parameters', 'answer', 'idempotent', 'function'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'methods', 'path', 'parameters', 'answer', 'idempotent', 'function'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.methods,self.path,self.parameters,self.answer,self.idempotent,self.function,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_8753c7b0fbc5695d873a7ca4(__dataclass_type_min_length__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,min_length:__dataclass_type_min_length__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'min_length',min_length)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(min_length={self.min_length!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.min_length==other.min_length
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'min_length'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'min_length'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.min_length,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_b2eaf817b30d6d5fcf853344(__dataclass_type_min_length__,__dataclass_type_max_length__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_min_length__,__dataclass_dflt_max_length__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,min_length:__dataclass_type_min_length__=__dataclass_dflt_min_length__,max_length:__dataclass_type_max_length__=__dataclass_dflt_max_length__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'min_length',min_length)
  __dataclass_builtins_object__.__setattr__(self,'max_length',max_length)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(min_length={self.min_length!r}, max_length={self.max_length!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.min_length==other.min_length and self.max_length==other.max_length
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'min_length', 'max_length'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'min_length', 'max_length'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.min_length,self.max_length,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_774831f27e1c78f5cfcde47b(__dataclass_type_mode__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,mode:__dataclass_type_mode__)->__dataclass___init___return_type__:
  self.mode=mode
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(mode={self.mode!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.mode==other.mode
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_2291a35ab1f522df7092ab99(__dataclass_type_mode__,__dataclass_type_return_type__,__dataclass_type_when_used__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,mode:__dataclass_type_mode__,return_type:__dataclass_type_return_type__,when_used:__dataclass_type_when_used__)->__dataclass___init___return_type__:
  self.mode=mode
  self.return_type=return_type
  self.when_used=when_used
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(mode={self.mode!r}, return_type={self.return_type!r}, when_used={self.when_used!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.mode==other.mode and self.return_type==other.return_type and self.when_used==other.when_used
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_6148104e1d1f106f02aefae3(__dataclass_type_multiple_of__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,multiple_of:__dataclass_type_multiple_of__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'multiple_of',multiple_of)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(multiple_of={self.multiple_of!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.multiple_of==other.multiple_of
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'multiple_of'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'multiple_of'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.multiple_of,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_59d730fe2805598b7168295a(__dataclass_type_name__,__dataclass_type_content__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,name:__dataclass_type_name__,content:__dataclass_type_content__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'name',name)
  __dataclass_builtins_object__.__setattr__(self,'content',content)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(name={self.name!r}, content={self.content!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.name==other.name and self.content==other.content
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'name', 'content'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'name', 'content'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.name,self.content,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_3e3a7933aee5738ca116a879(__dataclass_type_name__,__dataclass_type_keywords__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_keywords__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,name:__dataclass_type_name__,keywords:__dataclass_type_keywords__=__dataclass_dflt_keywords__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'name',name)
  __dataclass_builtins_object__.__setattr__(self,'keywords',keywords)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(name={self.name!r}, keywords={self.keywords!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.name==other.name and self.keywords==other.keywords
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'name', 'keywords'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'name', 'keywords'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.name,self.keywords,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_39a224a37b610346f700471f(__dataclass_type_order__,__dataclass_type_timezone__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,order:__dataclass_type_order__,timezone:__dataclass_type_timezone__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'order',order)
  __dataclass_builtins_object__.__setattr__(self,'timezone',timezone)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(order={self.order!r}, timezone={self.timezone!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.order==other.order and self.timezone==other.timezone
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'order', 'timezone'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'order', 'timezone'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.order,self.timezone,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_a994e9e01a7afb6506c8ca1f(__dataclass_type_own__,__dataclass_type_proposed__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,own:__dataclass_type_own__,proposed:__dataclass_type_proposed__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'own',own)
  __dataclass_builtins_object__.__setattr__(self,'proposed',proposed)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(own={self.own!r}, proposed={self.proposed!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.own==other.own and self.proposed==other.proposed
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'own', 'proposed'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'own', 'proposed'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.own,self.proposed,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_7d29f7d7663240bb07692898(__dataclass_type_path__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,path:__dataclass_type_path__)->__dataclass___init___return_type__:
  self.path=path
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(path={self.path!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.path==other.path
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_e7651366613300034d45c604(__dataclass_type_path_type__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,path_type:__dataclass_type_path_type__)->__dataclass___init___return_type__:
  self.path_type=path_type
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(path_type={self.path_type!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.path_type==other.path_type
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_0b53138d5f18d9018cf5d8fc(__dataclass_type_private_attributes__,__dataclass_type_ignored_names__,__dataclass_type_ignored_types__,__dataclass_type_private_candidates__,__dataclass_type_field_candidates__,__dataclass_type_base_field_names__,__dataclass_type_model_config_assigned__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,*,private_attributes:__dataclass_type_private_attributes__,ignored_names:__dataclass_type_ignored_names__,ignored_types:__dataclass_type_ignored_types__,private_candidates:__dataclass_type_private_candidates__,field_candidates:__dataclass_type_field_candidates__,base_field_names:__dataclass_type_base_field_names__,model_config_assigned:__dataclass_type_model_config_assigned__)->__dataclass___init___return_type__:
  self.private_attributes=private_attributes
  self.ignored_names=ignored_names
  self.ignored_types=ignored_types
  self.private_candidates=private_candidates
  self.field_candidates=field_candidates
  self.base_field_names=base_field_names
  self.model_config_assigned=model_config_assigned
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(private_attributes={self.private_attributes!r}, ignored_names={self.ignored_names!r}, ignored_types={self.ignored_types!r}, private_candidates={self.private_candidates!r}, field_candidates={self.field_candidates!r}, base_field_names={self.base_field_names!r}, model_config_assigned={self.model_config_assigned!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.private_attributes==other.private_attributes and self.ignored_names==other.ignored_names and self.ignored_types==other.ignored_types and self.private_candidates==other.private_candidates and self.field_candidates==other.field_candidates and self.base_field_names==other.base_field_names and self.model_config_assigned==other.model_config_assigned
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_07796a77411b56e4b023b013(__dataclass_type_sender__,__dataclass_type_text__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,sender:__dataclass_type_sender__,text:__dataclass_type_text__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'sender',sender)
  __dataclass_builtins_object__.__setattr__(self,'text',text)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(sender={self.sender!r}, text={self.text!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.sender==other.sender and self.text==other.text
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'sender', 'text'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'sender', 'text'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.sender,self.text,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_8659d43ed3cfb7275a16de63(__dataclass_type_status__,__dataclass_type_beginning__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,status:__dataclass_type_status__,beginning:__dataclass_type_beginning__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'status',status)
  __dataclass_builtins_object__.__setattr__(self,'beginning',beginning)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(status={self.status!r}, beginning={self.beginning!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.status==other.status and self.beginning==other.beginning
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'status', 'beginning'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'status', 'beginning'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.status,self.beginning,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_72552dbe2262b8d1efe3ecd4(__dataclass_type_strict__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_strict__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,strict:__dataclass_type_strict__=__dataclass_dflt_strict__)->__dataclass___init___return_type__:
  self.strict=strict
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(strict={self.strict!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.strict==other.strict
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_fd0e87f5b39d3ae806022b10(__dataclass_type_strip_whitespace__,__dataclass_type_to_upper__,__dataclass_type_to_lower__,__dataclass_type_strict__,__dataclass_type_min_length__,__dataclass_type_max_length__,__dataclass_type_pattern__,__dataclass_type_ascii_only__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_strip_whitespace__,__dataclass_dflt_to_upper__,__dataclass_dflt_to_lower__,__dataclass_dflt_strict__,__dataclass_dflt_min_length__,__dataclass_dflt_max_length__,__dataclass_dflt_pattern__,__dataclass_dflt_ascii_only__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,strip_whitespace:__dataclass_type_strip_whitespace__=__dataclass_dflt_strip_whitespace__,to_upper:__dataclass_type_to_upper__=__dataclass_dflt_to_upper__,to_lower:__dataclass_type_to_lower__=__dataclass_dflt_to_lower__,strict:__dataclass_type_strict__=__dataclass_dflt_strict__,min_length:__dataclass_type_min_length__=__dataclass_dflt_min_length__,max_length:__dataclass_type_max_length__=__dataclass_dflt_max_length__,pattern:__dataclass_type_pattern__=__dataclass_dflt_pattern__,ascii_only:__dataclass_type_ascii_only__=__dataclass_dflt_ascii_only__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'strip_whitespace',strip_whitespace)
  __dataclass_builtins_object__.__setattr__(self,'to_upper',to_upper)
  __dataclass_builtins_object__.__setattr__(self,'to_lower',to_lower)
  __dataclass_builtins_object__.__setattr__(self,'strict',strict)
  __dataclass_builtins_object__.__setattr__(self,'min_length',min_length)
  __dataclass_builtins_object__.__setattr__(self,'max_length',max_length)
  __dataclass_builtins_object__.__setattr__(self,'pattern',pattern)
  __dataclass_builtins_object__.__setattr__(self,'ascii_only',ascii_only)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(strip_whitespace={self.strip_whitespace!r}, to_upper={self.to_upper!r}, to_lower={self.to_lower!r}, strict={self.strict!r}, min_length={self.min_length!r}, max_length={self.max_length!r}, pattern={self.pattern!r}, ascii_only={self.ascii_only!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.strip_whitespace==other.strip_whitespace and self.to_upper==other.to_upper and self.to_lower==other.to_lower and self.strict==other.strict and self.min_length==other.min_length and self.max_length==other.max_length and self.pattern==other.pattern and self.ascii_only==other.ascii_only
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'strip_whitespace', 'to_upper', 'to_lower', 'strict', 'min_length', 'max_length', 'pattern', 'ascii_only'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'strip_whitespace', 'to_upper', 'to_lower', 'strict', 'min_length', 'max_length', 'pattern', 'ascii_only'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.strip_whitespace,self.to_upper,self.to_lower,self.strict,self.min_length,self.max_length,self.pattern,self.ascii_only,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_edd64bc98f248630c3230513(__dataclass_type_summary__,__dataclass_type_outcome__,__dataclass_type_sentiment__,__dataclass_type_topics__,__dataclass_type_proposed__,__dataclass_type_confidence__,__dataclass_type_model__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,summary:__dataclass_type_summary__,outcome:__dataclass_type_outcome__,sentiment:__dataclass_type_sentiment__,topics:__dataclass_type_topics__,proposed:__dataclass_type_proposed__,confidence:__dataclass_type_confidence__,model:__dataclass_type_model__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'summary',summary)
  __dataclass_builtins_object__.__setattr__(self,'outcome',outcome)
  __dataclass_builtins_object__.__setattr__(self,'sentiment',sentiment)
  __dataclass_builtins_object__.__setattr__(self,'topics',topics)
  __dataclass_builtins_object__.__setattr__(self,'proposed',proposed)
  __dataclass_builtins_object__.__setattr__(self,'confidence',confidence)
  __dataclass_builtins_object__.__setattr__(self,'model',model)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(summary={self.summary!r}, outcome={self.outcome!r}, sentiment={self.sentiment!r}, topics={self.topics!r}, proposed={self.proposed!r}, confidence={self.confidence!r}, model={self.model!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.summary==other.summary and self.outcome==other.outcome and self.sentiment==other.sentiment and self.topics==other.topics and self.proposed==other.proposed and self.confidence==other.confidence and self.model==other.model
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'summary', 'outcome', 'sentiment', 'topics', 'proposed', 'confidence', 'model'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'summary', 'outcome', 'sentiment', 'topics', 'proposed', 'confidence', 'model'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.summary,self.outcome,self.sentiment,self.topics,self.proposed,self.confidence,self.model,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_9ee60adb1a030a66401c827a(__dataclass_type_tag__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,tag:__dataclass_type_tag__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'tag',tag)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(tag={self.tag!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.tag==other.tag
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'tag'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'tag'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.tag,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_349538c8fe84476cc5ba0891(__dataclass_type_tenant_id__,__dataclass_type_id__,__dataclass_type_role__,__dataclass_type_name__,__dataclass_type_key_id__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_key_id__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,tenant_id:__dataclass_type_tenant_id__,id:__dataclass_type_id__,role:__dataclass_type_role__,name:__dataclass_type_name__,key_id:__dataclass_type_key_id__=__dataclass_dflt_key_id__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'tenant_id',tenant_id)
  __dataclass_builtins_object__.__setattr__(self,'id',id)
  __dataclass_builtins_object__.__setattr__(self,'role',role)
  __dataclass_builtins_object__.__setattr__(self,'name',name)
  __dataclass_builtins_object__.__setattr__(self,'key_id',key_id)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(tenant_id={self.tenant_id!r}, id={self.id!r}, role={self.role!r}, name={self.name!r}, key_id={self.key_id!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.tenant_id==other.tenant_id and self.id==other.id and self.role==other.role and self.name==other.name and self.key_id==other.key_id
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'tenant_id', 'id', 'role', 'name', 'key_id'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'tenant_id', 'id', 'role', 'name', 'key_id'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.tenant_id,self.id,self.role,self.name,self.key_id,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_5c6d1c148b4aaf24aa8a8f59(__dataclass_type_tenant_id__,__dataclass_type_id__,__dataclass_type_role__,__dataclass_type_version__,__dataclass_type_key_id__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_version__,__dataclass_dflt_key_id__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,tenant_id:__dataclass_type_tenant_id__,id:__dataclass_type_id__,role:__dataclass_type_role__,version:__dataclass_type_version__=__dataclass_dflt_version__,key_id:__dataclass_type_key_id__=__dataclass_dflt_key_id__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'tenant_id',tenant_id)
  __dataclass_builtins_object__.__setattr__(self,'id',id)
  __dataclass_builtins_object__.__setattr__(self,'role',role)
  __dataclass_builtins_object__.__setattr__(self,'version',version)
  __dataclass_builtins_object__.__setattr__(self,'key_id',key_id)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(tenant_id={self.tenant_id!r}, id={self.id!r}, role={self.role!r}, version={self.version!r}, key_id={self.key_id!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.tenant_id==other.tenant_id and self.id==other.id and self.role==other.role and self.version==other.version and self.key_id==other.key_id
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'tenant_id', 'id', 'role', 'version', 'key_id'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'tenant_id', 'id', 'role', 'version', 'key_id'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.tenant_id,self.id,self.role,self.version,self.key_id,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_a721559b6dc15dd773b5dacf(__dataclass_type_texts__,__dataclass_type_is_all__,__dataclass_type_further__,__dataclass_type_occurs__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,texts:__dataclass_type_texts__,is_all:__dataclass_type_is_all__,further:__dataclass_type_further__,occurs:__dataclass_type_occurs__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'texts',texts)
  __dataclass_builtins_object__.__setattr__(self,'is_all',is_all)
  __dataclass_builtins_object__.__setattr__(self,'further',further)
  __dataclass_builtins_object__.__setattr__(self,'occurs',occurs)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(texts={self.texts!r}, is_all={self.is_all!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.texts==other.texts and self.is_all==other.is_all and self.further==other.further and self.occurs==other.occurs
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'texts', 'is_all', 'further', 'occurs'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'texts', 'is_all', 'further', 'occurs'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.texts,self.is_all,self.further,self.occurs,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_e52ebe4db68d1e545ac43335(__dataclass_type_type__,__dataclass_type_id__,__dataclass_type_name__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,type:__dataclass_type_type__,id:__dataclass_type_id__,name:__dataclass_type_name__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'type',type)
  __dataclass_builtins_object__.__setattr__(self,'id',id)
  __dataclass_builtins_object__.__setattr__(self,'name',name)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(type={self.type!r}, id={self.id!r}, name={self.name!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.type==other.type and self.id==other.id and self.name==other.name
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'type', 'id', 'name'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'type', 'id', 'name'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.type,self.id,self.name,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_2e071a87381e860fc149a32e(__dataclass_type_type__,__dataclass_type_version__,__dataclass_type_salt_len__,__dataclass_type_hash_len__,__dataclass_type_time_cost__,__dataclass_type_memory_cost__,__dataclass_type_parallelism__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,type:__dataclass_type_type__,version:__dataclass_type_version__,salt_len:__dataclass_type_salt_len__,hash_len:__dataclass_type_hash_len__,time_cost:__dataclass_type_time_cost__,memory_cost:__dataclass_type_memory_cost__,parallelism:__dataclass_type_parallelism__)->__dataclass___init___return_type__:
  self.type=type
  self.version=version
  self.salt_len=salt_len
  self.hash_len=hash_len
  self.time_cost=time_cost
  self.memory_cost=memory_cost
  self.parallelism=parallelism
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(type={self.type!r}, version={self.version!r}, salt_len={self.salt_len!r}, hash_len={self.hash_len!r}, time_cost={self.time_cost!r}, memory_cost={self.memory_cost!r}, parallelism={self.parallelism!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.type==other.type and self.version==other.version and self.salt_len==other.salt_len and self.hash_len==other.hash_len and self.time_cost==other.time_cost and self.memory_cost==other.memory_cost and self.parallelism==other.parallelism
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_be44ea4ecd8fb40d9b7ba265(__dataclass_type_type_ref__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,type_ref:__dataclass_type_type_ref__)->__dataclass___init___return_type__:
  self.type_ref=type_ref
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(type_ref={self.type_ref!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.type_ref==other.type_ref
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_71e65c2be3615ba47a2eee84(__dataclass_type_tz__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,tz:__dataclass_type_tz__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'tz',tz)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(tz={self.tz!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.tz==other.tz
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'tz'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'tz'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.tz,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_515556538636189d20b9d73b(__dataclass_type_unit__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,unit:__dataclass_type_unit__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'unit',unit)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(unit={self.unit!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.unit==other.unit
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'unit'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'unit'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.unit,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_5fe325f9b762795d1870bdbd(__dataclass_type_uuid_version__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,uuid_version:__dataclass_type_uuid_version__)->__dataclass___init___return_type__:
  self.uuid_version=uuid_version
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(uuid_version={self.uuid_version!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.uuid_version==other.uuid_version
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_e7928a735fd0bb49237d7752(__dataclass_type_validators__,__dataclass_type_field_validators__,__dataclass_type_root_validators__,__dataclass_type_field_serializers__,__dataclass_type_model_serializers__,__dataclass_type_model_validators__,__dataclass_type_computed_fields__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_validators__,__dataclass_dflt_field_validators__,__dataclass_dflt_root_validators__,__dataclass_dflt_field_serializers__,__dataclass_dflt_model_serializers__,__dataclass_dflt_model_validators__,__dataclass_dflt_computed_fields__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,validators:__dataclass_type_validators__=__dataclass_HAS_DEFAULT_FACTORY__,field_validators:__dataclass_type_field_validators__=__dataclass_HAS_DEFAULT_FACTORY__,root_validators:__dataclass_type_root_validators__=__dataclass_HAS_DEFAULT_FACTORY__,field_serializers:__dataclass_type_field_serializers__=__dataclass_HAS_DEFAULT_FACTORY__,model_serializers:__dataclass_type_model_serializers__=__dataclass_HAS_DEFAULT_FACTORY__,model_validators:__dataclass_type_model_validators__=__dataclass_HAS_DEFAULT_FACTORY__,computed_fields:__dataclass_type_computed_fields__=__dataclass_HAS_DEFAULT_FACTORY__)->__dataclass___init___return_type__:
  self.validators=__dataclass_dflt_validators__() if validators is __dataclass_HAS_DEFAULT_FACTORY__ else validators
  self.field_validators=__dataclass_dflt_field_validators__() if field_validators is __dataclass_HAS_DEFAULT_FACTORY__ else field_validators
  self.root_validators=__dataclass_dflt_root_validators__() if root_validators is __dataclass_HAS_DEFAULT_FACTORY__ else root_validators
  self.field_serializers=__dataclass_dflt_field_serializers__() if field_serializers is __dataclass_HAS_DEFAULT_FACTORY__ else field_serializers
  self.model_serializers=__dataclass_dflt_model_serializers__() if model_serializers is __dataclass_HAS_DEFAULT_FACTORY__ else model_serializers
  self.model_validators=__dataclass_dflt_model_validators__() if model_validators is __dataclass_HAS_DEFAULT_FACTORY__ else model_validators
  self.computed_fields=__dataclass_dflt_computed_fields__() if computed_fields is __dataclass_HAS_DEFAULT_FACTORY__ else computed_fields
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(validators={self.validators!r}, field_validators={self.field_validators!r}, root_validators={self.root_validators!r}, field_serializers={self.field_serializers!r}, model_serializers={self.model_serializers!r}, model_validators={self.model_validators!r}, computed_fields={self.computed_fields!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.validators==other.validators and self.field_validators==other.field_validators and self.root_validators==other.root_validators and self.field_serializers==other.field_serializers and self.model_serializers==other.model_serializers and self.model_validators==other.model_validators and self.computed_fields==other.computed_fields
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_f5fc48e2db370ac71bc686a0(__dataclass_type_values__,__dataclass_type_next_cursor__,__dataclass_type_total__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,values:__dataclass_type_values__,next_cursor:__dataclass_type_next_cursor__,total:__dataclass_type_total__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'values',values)
  __dataclass_builtins_object__.__setattr__(self,'next_cursor',next_cursor)
  __dataclass_builtins_object__.__setattr__(self,'total',total)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(values={self.values!r}, next_cursor={self.next_cursor!r}, total={self.total!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.values==other.values and self.next_cursor==other.next_cursor and self.total==other.total
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'values', 'next_cursor', 'total'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'values', 'next_cursor', 'total'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.values,self.next_cursor,self.total,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_446ab9a35da0d79683817836(__dataclass_type_values__,__dataclass_type_next_cursor__,__dataclass_type_total__,__dataclass_type_figures__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,values:__dataclass_type_values__,next_cursor:__dataclass_type_next_cursor__,total:__dataclass_type_total__,figures:__dataclass_type_figures__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'values',values)
  __dataclass_builtins_object__.__setattr__(self,'next_cursor',next_cursor)
  __dataclass_builtins_object__.__setattr__(self,'total',total)
  __dataclass_builtins_object__.__setattr__(self,'figures',figures)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(values={self.values!r}, next_cursor={self.next_cursor!r}, total={self.total!r}, figures={self.figures!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.values==other.values and self.next_cursor==other.next_cursor and self.total==other.total and self.figures==other.figures
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'values', 'next_cursor', 'total', 'figures'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'values', 'next_cursor', 'total', 'figures'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.values,self.next_cursor,self.total,self.figures,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_ca2350f9e4ede918345f48a5(__dataclass_type_visitor_id__,__dataclass_type_visitor_token__,__dataclass_type_external_id__,__dataclass_type_identity_hash__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_visitor_id__,__dataclass_dflt_visitor_token__,__dataclass_dflt_external_id__,__dataclass_dflt_identity_hash__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,visitor_id:__dataclass_type_visitor_id__=__dataclass_dflt_visitor_id__,visitor_token:__dataclass_type_visitor_token__=__dataclass_dflt_visitor_token__,external_id:__dataclass_type_external_id__=__dataclass_dflt_external_id__,identity_hash:__dataclass_type_identity_hash__=__dataclass_dflt_identity_hash__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'visitor_id',visitor_id)
  __dataclass_builtins_object__.__setattr__(self,'visitor_token',visitor_token)
  __dataclass_builtins_object__.__setattr__(self,'external_id',external_id)
  __dataclass_builtins_object__.__setattr__(self,'identity_hash',identity_hash)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(visitor_id={self.visitor_id!r}, visitor_token={self.visitor_token!r}, external_id={self.external_id!r}, identity_hash={self.identity_hash!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.visitor_id==other.visitor_id and self.visitor_token==other.visitor_token and self.external_id==other.external_id and self.identity_hash==other.identity_hash
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'visitor_id', 'visitor_token', 'external_id', 'identity_hash'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'visitor_id', 'visitor_token', 'external_id', 'identity_hash'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.visitor_id,self.visitor_token,self.external_id,self.identity_hash,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_be041e67fdf03bc6fd7bb743(__dataclass_type_words__,__dataclass_type_phrases__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_words__,__dataclass_dflt_phrases__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,words:__dataclass_type_words__=__dataclass_dflt_words__,phrases:__dataclass_type_phrases__=__dataclass_dflt_phrases__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'words',words)
  __dataclass_builtins_object__.__setattr__(self,'phrases',phrases)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(words={self.words!r}, phrases={self.phrases!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.words==other.words and self.phrases==other.phrases
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'words', 'phrases'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'words', 'phrases'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.words,self.phrases,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_7d97b896e5af564b807bbf1a(__dataclass_type_wrapped__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr,cls,FrozenInstanceError):
 def __init__(self,wrapped:__dataclass_type_wrapped__)->__dataclass___init___return_type__:
  __dataclass_builtins_object__.__setattr__(self,'wrapped',wrapped)
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(wrapped={self.wrapped!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.wrapped==other.wrapped
  return NotImplemented
 def __setattr__(self,name,value):
  if type(self) is cls or name in {'wrapped'}:
   raise FrozenInstanceError(f"cannot assign to field {name!r}")
  super(cls, self).__setattr__(name, value)
 def __delattr__(self,name):
  if type(self) is cls or name in {'wrapped'}:
   raise FrozenInstanceError(f"cannot delete field {name!r}")
  super(cls, self).__delattr__(name)
 def __hash__(self):
  return hash((self.wrapped,))
 return (__init__,__repr__,__eq__,__setattr__,__delattr__,__hash__,)


def d_057e2785ba16cb836aaf10ef(__dataclass_type_wrapped__,__dataclass_type_decorator_info__,__dataclass_type_shim__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass_dflt_shim__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,wrapped:__dataclass_type_wrapped__,decorator_info:__dataclass_type_decorator_info__,shim:__dataclass_type_shim__=__dataclass_dflt_shim__)->__dataclass___init___return_type__:
  self.wrapped=wrapped
  self.decorator_info=decorator_info
  self.shim=shim
  self.__post_init__()
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(wrapped={self.wrapped!r}, decorator_info={self.decorator_info!r}, shim={self.shim!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.wrapped==other.wrapped and self.decorator_info==other.decorator_info and self.shim==other.shim
  return NotImplemented
 return (__init__,__repr__,__eq__,)


def d_03a3e9edc2cc09a4fb753d92(__dataclass_type_wrapped_property__,__dataclass_type_return_type__,__dataclass_type_alias__,__dataclass_type_alias_priority__,__dataclass_type_exclude_if__,__dataclass_type_title__,__dataclass_type_field_title_generator__,__dataclass_type_description__,__dataclass_type_deprecated__,__dataclass_type_examples__,__dataclass_type_json_schema_extra__,__dataclass_type_repr__,__dataclass_HAS_DEFAULT_FACTORY__,__dataclass_builtins_object__,__dataclass___init___return_type__,__dataclasses_recursive_repr):
 def __init__(self,wrapped_property:__dataclass_type_wrapped_property__,return_type:__dataclass_type_return_type__,alias:__dataclass_type_alias__,alias_priority:__dataclass_type_alias_priority__,exclude_if:__dataclass_type_exclude_if__,title:__dataclass_type_title__,field_title_generator:__dataclass_type_field_title_generator__,description:__dataclass_type_description__,deprecated:__dataclass_type_deprecated__,examples:__dataclass_type_examples__,json_schema_extra:__dataclass_type_json_schema_extra__,repr:__dataclass_type_repr__)->__dataclass___init___return_type__:
  self.wrapped_property=wrapped_property
  self.return_type=return_type
  self.alias=alias
  self.alias_priority=alias_priority
  self.exclude_if=exclude_if
  self.title=title
  self.field_title_generator=field_title_generator
  self.description=description
  self.deprecated=deprecated
  self.examples=examples
  self.json_schema_extra=json_schema_extra
  self.repr=repr
 @__dataclasses_recursive_repr()
 def __repr__(self):
  return f"{self.__class__.__qualname__}(wrapped_property={self.wrapped_property!r}, return_type={self.return_type!r}, alias={self.alias!r}, alias_priority={self.alias_priority!r}, exclude_if={self.exclude_if!r}, title={self.title!r}, field_title_generator={self.field_title_generator!r}, description={self.description!r}, deprecated={self.deprecated!r}, examples={self.examples!r}, json_schema_extra={self.json_schema_extra!r}, repr={self.repr!r})"
 def __eq__(self,other):
  if self is other:
   return True
  if other.__class__ is self.__class__:
   return self.wrapped_property==other.wrapped_property and self.return_type==other.return_type and self.alias==other.alias and self.alias_priority==other.alias_priority and self.exclude_if==other.exclude_if and self.title==other.title and self.field_title_generator==other.field_title_generator and self.description==other.description and self.deprecated==other.deprecated and self.examples==other.examples and self.json_schema_extra==other.json_schema_extra and self.repr==other.repr
  return NotImplemented
 return (__init__,__repr__,__eq__,)


METHODS = {name[2:]: value.__code__ for name, value in list(globals().items()) if name[:2] == "d_"}
