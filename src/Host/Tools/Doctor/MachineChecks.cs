using System.Globalization;
using System.Runtime.InteropServices;

namespace Rialto.Host.Tools.Doctor;

/// <summary>Runtime, processors, memory.</summary>
internal static class MachineChecks
{
    private const long LittleMemory = 1L << 30;

    public static IEnumerable<Finding> All()
    {
        yield return BitConverter.IsLittleEndian && Environment.Is64BitProcess
            ? Finding.Ok("runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}")
            : Finding.Problem("runtime", $"{RuntimeInformation.ProcessArchitecture} is not a 64-bit little-endian machine.", "The journal's format needs one.");
        var processors = Environment.ProcessorCount;
        yield return processors switch
        {
            1 => Finding.Warning("processors", "1", "Sequencer, journal and fan-out take turns on it: expect milliseconds instead of microseconds. Give it two or more."),
            < 4 => Finding.Ok("processors", $"{processors}; with 4 or more, matching, journal and fan-out have one each"),
            _ => Finding.Ok("processors", processors.ToString(CultureInfo.InvariantCulture)),
        };
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        yield return memory < LittleMemory
            ? Finding.Warning("memory", $"{Size(memory)} for this process", "Make Rings and Exchange:MaxLiveOrders smaller, or give it 1 GiB or more.")
            : Finding.Ok("memory", $"{Size(memory)} for this process");
        if (!OperatingSystem.IsLinux())
            yield return Finding.Warning("system", RuntimeInformation.OSDescription.Trim(), "Linux is where it is tested and measured; elsewhere flushes to disk and latencies differ.");
    }

    /// <summary>Bytes for people.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
    };
}
