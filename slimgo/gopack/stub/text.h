/* The text filter for the programs of a machine, which need not be the one that the stub runs on. */
#pragma once

#if defined(TEXT_ARM64)
#include "text_arm64.h"
#elif defined(TEXT_ARM)
#include "text_arm.h"
#elif defined(TEXT_RISCV64)
#include "text_riscv64.h"
#elif defined(TEXT_PPC64LE)
#include "text_ppc64le.h"
#else
#include "text_amd64.h" /* and 386 */
#endif
