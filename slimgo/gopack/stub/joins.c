/* The second stage: everything that knows what a program is made of. It is entered at its start. */
#include "decode.h"

__attribute__((used, section(".text.entry"))) int _start(const struct header *header, u8 *image,
                                                         const struct decoder *decoder)
{
    return decode(header, image, decoder);
}
