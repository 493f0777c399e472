using System.Diagnostics;
using System.Globalization;
using Rialto.Load.Flows;
using Rialto.Load.Measure;

namespace Rialto.Load.Matching;

/// <summary>Which of the bound's programs to measure.</summary>
internal enum BoundMode
{
    /// <summary>Trades are counted, no events are written.</summary>
    CountersOnly = 0,

    /// <summary>Events are written; orders are found through a hash table.</summary>
    Hash = 1,

    /// <summary>Events are written; orders are found as the product does, by a place for each of the last ids.</summary>
    Ring = 2,
}

/// <summary>The C++ bound in a process of its own, told through a pipe when to run a round.</summary>
internal sealed class BoundLane : ILane
{
    private readonly Process _process;
    private readonly string _file;

    private BoundLane(Process process, string file, string name)
    {
        _process = process;
        _file = file;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Tally FirstLoop { get; private set; }

    /// <summary>Which program it is.</summary>
    public required BoundMode Mode { get; init; }

    /// <summary>Compiles the bound once per source, if there is a compiler.</summary>
    /// <returns>The program, or null with the reason.</returns>
    public static string? TryBuild(string repository, out string reason)
    {
        var source = Path.Combine(repository, "bench", "bound-cpp");
        string[] sources = [Path.Combine(source, "bound.cpp"), .. Directory.GetFiles(source, "*.hpp")];
        return CppProgram.TryBuild(Path.Combine(repository, "artifacts", "bound"), sources, ["-std=c++20", "-O3", "-march=native", "-Wall", "-Wextra"], [], out reason);
    }

    /// <summary>Starts the bound on a script and plays the first loop.</summary>
    public static BoundLane Start(string program, Script script, int symbols, BoundMode mode)
    {
        var file = Path.GetTempFileName();
        script.WriteTo(file);
        var instrument = Script.InstrumentOf(1);
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var capacity = script.LimitsFor(symbols).MaxLiveOrders;
        long[] numbers =
        [
            symbols, script.OrdersPerLoop, script.MaxPrice, capacity, instrument.Tick.Units, instrument.Lot.Units,
            instrument.MinQuantity.Units, instrument.MaxQuantity.Units, Script.Rules.MakerFeePpm, Script.Rules.TakerFeePpm, (int)mode,
        ];
        start.ArgumentList.Add(file);
        foreach (var number in numbers)
            start.ArgumentList.Add(number.ToString(CultureInfo.InvariantCulture));
        var name = mode switch { BoundMode.Hash => "C++ bound", BoundMode.Ring => "C++ bound, ids in a ring", _ => "C++ bound, counters only" };
        var lane = new BoundLane(Process.Start(start)!, file, name) { Mode = mode };
        if (lane._process.StandardOutput.ReadLine() != "ready")
            throw new InvalidOperationException("The bound did not start.");
        lane.RoundNs();
        return lane;
    }

    /// <inheritdoc/>
    public double RoundNs()
    {
        var answer = Ask("round");
        var n = Array.ConvertAll(answer[..^1], long.Parse);
        var tally = new Tally(n[2], n[3], n[4], n[5], n[6], ulong.Parse(answer[^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        if (FirstLoop == default)
            FirstLoop = tally;
        return (double)n[0] / n[1];
    }

    /// <inheritdoc/>
    public Latency Latencies()
    {
        var n = Array.ConvertAll(Ask("latency"), double.Parse);
        return new Latency(n[0], n[1], n[2], n[3], n[4]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_file);
    }

    private string[] Ask(string what)
    {
        _process.StandardInput.WriteLine(what);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("The bound ended.");
    }
}
