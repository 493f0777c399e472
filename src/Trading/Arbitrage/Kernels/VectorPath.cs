using System.Runtime.Intrinsics.X86;

namespace Rialto.Trading.Arbitrage.Kernels;

/// <summary>Which instructions a kernel uses. All give the same hits.</summary>
public enum VectorPath : byte
{
    /// <summary>One market at a time: any processor.</summary>
    Scalar = 0,

    /// <summary>256 bits at a time.</summary>
    Avx2 = 1,

    /// <summary>512 bits at a time.</summary>
    Avx512 = 2,
}

/// <summary>What this processor can do.</summary>
public static class VectorPaths
{
    // Vector512.IsHardwareAccelerated is false on processors that slow their clock down for 512 bits, although they have the instructions, and a scan is a few hundred nanoseconds.
    /// <summary>The widest there is.</summary>
    public static VectorPath Best => Avx512BW.IsSupported ? VectorPath.Avx512 : Avx2.IsSupported ? VectorPath.Avx2 : VectorPath.Scalar;

    /// <summary>All there are, the narrowest first.</summary>
    public static IReadOnlyList<VectorPath> All =>
        Avx512BW.IsSupported ? [VectorPath.Scalar, VectorPath.Avx2, VectorPath.Avx512] : Avx2.IsSupported ? [VectorPath.Scalar, VectorPath.Avx2] : [VectorPath.Scalar];
}
