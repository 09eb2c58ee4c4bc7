/* Where the kernel enters, and where it is left for the program. */
#pragma once

#if defined(__x86_64__)
#include "entry_amd64.h"
#elif defined(__aarch64__)
#include "entry_arm64.h"
#elif defined(__i386__)
#include "entry_386.h"
#elif defined(__arm__)
#include "entry_arm.h"
#elif defined(__riscv)
#include "entry_riscv64.h"
#elif defined(__powerpc64__)
#include "entry_ppc64le.h"
#endif
