/* The machine that the stub runs on. */
#pragma once

#if defined(__x86_64__)
#include "machine_amd64.h"
#elif defined(__aarch64__)
#include "machine_arm64.h"
#elif defined(__i386__)
#include "machine_386.h"
#elif defined(__arm__)
#include "machine_arm.h"
#elif defined(__riscv)
#include "machine_riscv64.h"
#elif defined(__powerpc64__)
#include "machine_ppc64le.h"
#else
#error "no machine_*.h for this machine"
#endif
