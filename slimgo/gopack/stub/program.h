/* What is particular to the programs of a machine, which need not be the one that the stub runs on.
 * QUANTUM: bytes of an instruction, or of the parts that it consists of; VARIED: whether they differ,
 * and are known by their lengths. PADDING: what stands behind a function's last instruction; PADDED:
 * whether tables end before it. POINTER: bytes of an address. WIDE: whether instructions tell addresses
 * from where they end on; for amd64 and 386, which have the same join. */
#pragma once

#if defined(TEXT_ARM64)
enum { QUANTUM = 4, VARIED = 0, PADDING = 0, PADDED = 0 };
#define POINTER 8
#elif defined(TEXT_386)
enum { QUANTUM = 1, VARIED = 1, PADDING = 0xcc, PADDED = 1, WIDE = 0 };
#define POINTER 4
#elif defined(TEXT_ARM)
enum { QUANTUM = 4, VARIED = 0, PADDING = 0, PADDED = 0 };
#define POINTER 4
#elif defined(TEXT_RISCV64)
enum { QUANTUM = 2, VARIED = 0, PADDING = 0, PADDED = 1 };
#define POINTER 8
#elif defined(TEXT_PPC64LE)
enum { QUANTUM = 4, VARIED = 0, PADDING = 0, PADDED = 1 };
#define POINTER 8
#else /* amd64 */
enum { QUANTUM = 1, VARIED = 1, PADDING = 0xcc, PADDED = 1, WIDE = 1 };
#define POINTER 8
#endif
