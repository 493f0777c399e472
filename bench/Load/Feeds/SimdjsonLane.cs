using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Rialto.Adapters.Feeds;
using Rialto.Load.Measure;

namespace Rialto.Load.Feeds;

/// <summary>
/// simdjson's on-demand parser over the same frames, in a process of its own that is told through a pipe when to run a round (<c>bench/simdjson-cpp</c>). It makes of each frame what the
/// decoder makes of it: times, numbers, and levels in integer units.
/// </summary>
internal sealed class SimdjsonLane : IDisposable
{
    private readonly Process _process;
    private readonly string _file;

    private SimdjsonLane(Process process, string file) => (_process, _file) = (process, file);

    /// <summary>Its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Compiles the program once per source, if there is a compiler and the library.</summary>
    /// <returns>The program, or null with the reason.</returns>
    public static string? TryBuild(string repository, out string reason)
    {
        var built = CppProgram.TryBuild(
            Path.Combine(repository, "artifacts", "simdjson-levels"),
            [Path.Combine(repository, "bench", "simdjson-cpp", "levels.cpp")],
            ["-std=c++20", "-O3", "-march=native"],
            ["-lsimdjson"],
            out reason);
        if (reason.Contains("simdjson.h: No such file", StringComparison.Ordinal))
            reason = "simdjson is not installed (Debian: libsimdjson-dev)";
        return built;
    }

    /// <summary>Starts it on the frames of a recording of Binance.</summary>
    public static SimdjsonLane Start(string program, FeedRecording recording)
    {
        var file = Path.GetTempFileName();
        var content = new FrameContent();
        using (var stream = new FileStream(file, FileMode.Create))
        {
            Span<byte> head = stackalloc byte[12];
            foreach (ref readonly var record in recording.Records.AsSpan())
            {
                if (!record.Snapshot.IsNone)
                    continue;
                content.Clear();
                recording.Protocol.Decode(record.Bytes, recording.Listings, content);
                var listing = recording.Listings[content.Parts[0].Listing];
                BinaryPrimitives.WriteInt32LittleEndian(head, record.Bytes.Length);
                BinaryPrimitives.WriteInt32LittleEndian(head[4..], listing.PriceScale);
                BinaryPrimitives.WriteInt32LittleEndian(head[8..], listing.QuantityScale);
                stream.Write(head);
                stream.Write(record.Bytes);
            }
        }

        var process = Process.Start(new ProcessStartInfo(program) { ArgumentList = { file }, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var ready = process.StandardOutput.ReadLine() ?? "";
        if (!ready.StartsWith("ready ", StringComparison.Ordinal))
            throw new InvalidOperationException("simdjson's program did not start.");
        return new SimdjsonLane(process, file);
    }

    /// <summary>All frames once.</summary>
    /// <param name="isManual">As its manual reads numbers in strings, by way of doubles; otherwise digits are read by hand.</param>
    /// <returns>Nanoseconds, levels, and a sum over what was read.</returns>
    public (double Ns, long Levels, ulong Sum) Round(bool isManual)
    {
        _process.StandardInput.WriteLine(isManual ? "manual" : "round");
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("simdjson's program could not read a frame.");
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), long.Parse(answer[1], CultureInfo.InvariantCulture), ulong.Parse(answer[2], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_file);
    }
}
