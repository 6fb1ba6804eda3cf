/* The tokens of JSON, as strictly as a line that needs no second look has them.

   Whoever scans gives what follows the token, or NULL for a doubt. What is scanned ends with a NUL,
   which no token takes. */

#include <stdint.h>
#include <string.h>

typedef const unsigned char *At;

/* What is written of a value: nothing, its bytes, its bytes within quotes, or its bytes and ".0". */
enum Form { ABSENT, NULLED, BARE, QUOTED, POINT_ZERO };

typedef struct {
    const char *at;
    size_t size;
    enum Form form;
    int is_plain; /* a text of ASCII without any escape */
} Value;

/* Bytes for texts that cannot stay as they are: never more than the line has, a few times over. */
typedef struct {
    char *at;
} Arena;

static unsigned char PLAIN[256]; /* ASCII that is printed, but for quotes and backslashes */

static At skip_space(At at)
{
    while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
        at++;
    return at;
}

static int is_text(const Value *value, const char *text)
{
    return value->size == strlen(text) && memcmp(value->at, text, value->size) == 0;
}

/* Tell the white space of other scripts, which is trimmed where it ends a text. */
static int is_far_space(uint32_t point)
{
    return point == 0x85 || point == 0xa0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200a)
        || point == 0x2028 || point == 0x2029 || point == 0x202f || point == 0x205f
        || point == 0x3000;
}

/* Decode one character of more than one byte; give its bytes, or 0 for a doubt. */
static int far_character(At at, uint32_t *point)
{
    int more = at[0] >= 0xf0 ? 3 : at[0] >= 0xe0 ? 2 : 1;
    if (at[0] < 0xc2 || at[0] > 0xf4)
        return 0;
    *point = at[0] & (0x3f >> more);
    for (int place = 1; place <= more; place++) {
        if ((at[place] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (at[place] & 0x3f);
    }
    if ((more == 2 && *point < 0x800) || (more == 3 && *point < 0x10000) || *point > 0x10ffff
        || (*point >= 0xd800 && *point < 0xe000))
        return 0;
    return more + 1;
}

static int hex_digits(At at, uint32_t *number)
{
    *number = 0;
    for (int place = 0; place < 4; place++) {
        unsigned char digit = at[place], low = digit | 0x20;
        int is_digit = digit >= '0' && digit <= '9', is_letter = low >= 'a' && low <= 'f';
        if (!is_digit && !is_letter)
            return 0;
        *number = *number << 4 | (uint32_t)(is_digit ? digit - '0' : low - 'a' + 10);
    }
    return 1;
}

/* Take `\uXXXX`, behind the `u`, of a character beyond ASCII, into the arena. */
static At unescape(At at, Arena *arena)
{
    uint32_t point, low;
    if (!hex_digits(at, &point) || point < 0x80)
        return NULL;
    at += 4;
    if (point >= 0xd800 && point < 0xe000) {
        if (point >= 0xdc00 || at[0] != '\\' || at[1] != 'u' || !hex_digits(at + 2, &low)
            || low < 0xdc00 || low >= 0xe000)
            return NULL;
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
    }
    if (is_far_space(point))
        return NULL;
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char FIRST[] = {0, 0xc0, 0xe0, 0xf0};
    *arena->at++ = (char)(FIRST[more] | point >> (6 * more));
    for (int place = more - 1; place >= 0; place--)
        *arena->at++ = (char)(0x80 | (point >> (6 * place) & 0x3f));
    return at;
}

/* Scan a text behind its first quote, as it is written again: without its quotes. */
static At scan_text(At at, Value *value, Arena *arena)
{
    At first = at;
    while (PLAIN[*at])
        at++;
    value->at = (const char *)first;
    value->size = (size_t)(at - first);
    value->form = QUOTED;
    value->is_plain = *at == '"';
    if (value->is_plain)
        return at + 1;
    value->at = arena->at;
    memcpy(arena->at, first, value->size);
    arena->at += value->size;
    for (;;) {
        uint32_t point;
        int bytes = 1;
        if (*at == '"')
            break;
        if (*at == '\\') {
            if (at[1] == 'u') {
                at = unescape(at + 2, arena);
                if (at == NULL)
                    return NULL;
                continue;
            }
            if (at[1] != '"' && at[1] != '\\' && at[1] != '/')
                return NULL;
            if (at[1] == '/') {
                at++;
            } else {
                bytes = 2;
            }
        } else if (*at >= 0x80) {
            bytes = far_character(at, &point);
            if (bytes == 0 || is_far_space(point))
                return NULL;
        } else if (!PLAIN[*at]) {
            return NULL;
        }
        memcpy(arena->at, at, (size_t)bytes);
        arena->at += bytes;
        at += bytes;
    }
    value->size = (size_t)(arena->at - value->at);
    return at + 1;
}

/* Scan a text behind its first quote that is JSON itself: into the arena, with a NUL behind it. */
static At scan_inner(At at, At *inner, Arena *arena)
{
    *inner = (At)arena->at;
    while (*at != '"') {
        At plain = at;
        while (PLAIN[*plain] || *plain >= 0x80)
            plain++;
        memcpy(arena->at, at, (size_t)(plain - at));
        arena->at += plain - at;
        at = plain;
        if (*at == '\\' && at[1] == 'u') {
            at = unescape(at + 2, arena);
            if (at == NULL)
                return NULL;
        } else if (*at == '\\' && (at[1] == '"' || at[1] == '\\' || at[1] == '/')) {
            *arena->at++ = (char)at[1];
            at += 2;
        } else if (*at != '"') {
            return NULL;
        }
    }
    *arena->at++ = '\0';
    return at + 1;
}

/* Scan a number of at most so many digits before and behind its point: no sign, no exponent. */
static At scan_number(At at, Value *value, int most_whole, int most_parts)
{
    At first = at, point;
    while (*at >= '0' && *at <= '9')
        at++;
    if (at == first || at - first > most_whole || (*first == '0' && at - first > 1))
        return NULL;
    value->at = (const char *)first;
    value->size = (size_t)(at - first);
    value->form = BARE;
    if (*at == '.') {
        point = at++;
        while (*at >= '0' && *at <= '9')
            at++;
        if (at == point + 1 || at - point - 1 > most_parts)
            return NULL;
        At last = at;
        while (last[-1] == '0')
            last--;
        if (last > point + 1)
            value->size = (size_t)(last - first);
        else
            value->form = POINT_ZERO; /* no decimals but zeros */
    }
    return *at == 'e' || *at == 'E' || *at == '.' ? NULL : at;
}
