using System.Runtime.InteropServices;

namespace Rialto.Runtime.Clocks;

/// <summary>Whether the machine's clock is kept in step with the world's, by the kernel's own account. Cold; any thread.</summary>
public static partial class ClockSynchronization
{
    // struct timex of 64-bit Linux: modes 0, maxerror 24, status 40; 208 bytes.
    private const int TimexBytes = 208;
    private const int MaxErrorOffset = 24;
    private const int StatusOffset = 40;
    private const int Unsynchronized = 0x40;

    /// <summary>True and the largest error in microseconds where somebody keeps it in step; false where nobody does; null where the system does not tell.</summary>
    public static (bool IsSynchronized, long MaxErrorMicroseconds)? State()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return null;
        // Modes zero: only look.
        var timex = new byte[TimexBytes];
        try
        {
            if (Look(timex) < 0)
                return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        return ((BitConverter.ToInt32(timex, StatusOffset) & Unsynchronized) == 0, BitConverter.ToInt64(timex, MaxErrorOffset));
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int Look(Span<byte> timex);
}
