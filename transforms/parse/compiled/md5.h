/* The MD5 digest of RFC 1321, in hexadecimal digits. Events are named by it, nothing is kept secret. */

#include <stdint.h>
#include <string.h>

static const uint32_t MD5_SINES[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

#define MD5_TURN(a, by) (((a) << (by)) | ((a) >> (32 - (by))))
#define MD5_STEP(mix, a, b, c, d, word, by, place) \
    a = b + MD5_TURN(a + (mix) + words[word] + MD5_SINES[place], by)
#define MD5_ROUND(mix, place, first, more, s1, s2, s3, s4)                                     \
    MD5_STEP(mix(b, c, d), a, b, c, d, (first) & 15, s1, place);                               \
    MD5_STEP(mix(a, b, c), d, a, b, c, ((first) + (more)) & 15, s2, (place) + 1);              \
    MD5_STEP(mix(d, a, b), c, d, a, b, ((first) + 2 * (more)) & 15, s3, (place) + 2);          \
    MD5_STEP(mix(c, d, a), b, c, d, a, ((first) + 3 * (more)) & 15, s4, (place) + 3)
#define MD5_F(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define MD5_G(x, y, z) ((y) ^ ((z) & ((x) ^ (y))))
#define MD5_H(x, y, z) ((x) ^ (y) ^ (z))
#define MD5_I(x, y, z) ((y) ^ ((x) | ~(z)))
#define MD5_FOUR(mix, place, first, more, s1, s2, s3, s4)                                      \
    MD5_ROUND(mix, place, first, more, s1, s2, s3, s4);                                        \
    MD5_ROUND(mix, (place) + 4, (first) + 4 * (more), more, s1, s2, s3, s4);                   \
    MD5_ROUND(mix, (place) + 8, (first) + 8 * (more), more, s1, s2, s3, s4);                   \
    MD5_ROUND(mix, (place) + 12, (first) + 12 * (more), more, s1, s2, s3, s4)

static void md5_block(uint32_t state[4], const unsigned char *block)
{
    uint32_t words[16], a = state[0], b = state[1], c = state[2], d = state[3];
    for (int place = 0; place < 16; place++, block += 4)
        words[place] = (uint32_t)block[0] | (uint32_t)block[1] << 8 | (uint32_t)block[2] << 16
            | (uint32_t)block[3] << 24;
    MD5_FOUR(MD5_F, 0, 0, 1, 7, 12, 17, 22);
    MD5_FOUR(MD5_G, 16, 1, 5, 5, 9, 14, 20);
    MD5_FOUR(MD5_H, 32, 5, 3, 4, 11, 16, 23);
    MD5_FOUR(MD5_I, 48, 0, 7, 6, 10, 15, 21);
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

/* Write the 32 digits of the digest of some bytes. */
static void md5_digits(const unsigned char *bytes, size_t size, char *digits)
{
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    unsigned char rest[128] = {0};
    size_t whole = size & ~(size_t)63, left = size - whole, padded = left < 56 ? 64 : 128;
    uint64_t bits = (uint64_t)size << 3;
    for (size_t place = 0; place < whole; place += 64)
        md5_block(state, bytes + place);
    memcpy(rest, bytes + whole, left);
    rest[left] = 0x80;
    for (int place = 0; place < 8; place++)
        rest[padded - 8 + place] = (unsigned char)(bits >> (8 * place));
    for (size_t place = 0; place < padded; place += 64)
        md5_block(state, rest + place);
    for (int place = 0; place < 16; place++) {
        unsigned byte = state[place / 4] >> (8 * (place % 4)) & 0xff;
        *digits++ = "0123456789abcdef"[byte >> 4];
        *digits++ = "0123456789abcdef"[byte & 15];
    }
}
