using System.Diagnostics;
using System.Globalization;
using Rialto.Trading.Arbitrage.Kernels;

namespace Rialto.Load.Arbitrage;

/// <summary>The kernels in C++ with intrinsics (<c>bench/arbitrage-cpp</c>), in a process of its own, told through a pipe which one to run.</summary>
internal sealed class KernelBound : IDisposable
{
    private readonly Process _process;
    private readonly string _file;

    private KernelBound(Process process, string file) => (_process, _file) = (process, file);

    /// <summary>Its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Compiles the program once per source, if there is a compiler.</summary>
    /// <returns>The program, or null with the reason.</returns>
    public static string? TryBuild(string repository, out string reason)
    {
        var source = Path.Combine(repository, "bench", "arbitrage-cpp", "kernels.cpp");
        var program = Path.Combine(repository, "artifacts", "arbitrage-kernels");
        reason = "";
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > File.GetLastWriteTimeUtc(source))
            return program;
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        var start = new ProcessStartInfo("g++") { RedirectStandardError = true };
        foreach (var argument in new[] { "-std=c++20", "-O3", "-march=native", "-o", program, source })
            start.ArgumentList.Add(argument);
        try
        {
            using var compiler = Process.Start(start)!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode == 0)
                return program;
            reason = "g++ failed: " + errors;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            reason = "no g++ on this machine";
        }

        return null;
    }

    /// <summary>Starts it on the same cells.</summary>
    public static KernelBound Start(string program, MarketCells cells)
    {
        var file = Path.GetTempFileName();
        using (var writer = new BinaryWriter(File.Create(file)))
            cells.WriteTo(writer);
        var process = Process.Start(new ProcessStartInfo(program) { ArgumentList = { file }, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadLine() == "ready" ? new KernelBound(process, file) : throw new InvalidOperationException("The bound of the kernels did not start.");
    }

    /// <summary>Runs a kernel so often.</summary>
    /// <returns>Nanoseconds in all, and the markets hit.</returns>
    public (double Ns, long Hits) Round(string kernel, int loops)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kernel} {loops}"));
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("The bound of the kernels ended.");
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), long.Parse(answer[1], CultureInfo.InvariantCulture));
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

/// <summary>Cells of all tables, made from one set of books.</summary>
/// <param name="markets">How many.</param>
/// <param name="venues">At how many venues.</param>
internal sealed class MarketCells(int markets, int venues)
{
    private readonly (long Bid, long Ask, int BidUnits, int AskUnits)[] _cross = new (long, long, int, int)[markets * venues];
    private readonly (int Yes, int No, int YesSquare, int YesRate, int NoSquare, int NoRate)[] _pairs = new (int, int, int, int, int, int)[markets];

    public int Markets => markets;

    public int Venues => venues;

    public CrossTable Cross { get; } = new(markets, venues);

    public ExactTable Exact { get; } = new(markets, venues);

    public SumTable Sums { get; } = new(markets, 2, 1);

    public QuadraticTable Squares { get; } = new(markets);

    public void SetCross(int market, int venue, long bid, long ask, int bidUnits, int askUnits)
    {
        _cross[(market * venues) + venue] = (bid, ask, bidUnits, askUnits);
        Cross.Set(market, venue, bidUnits, askUnits);
        Exact.Set(market, venue, bid, ask);
    }

    public void SetPair(int market, int yes, int no, int yesSquare, int noSquare, int rate)
    {
        _pairs[market] = (yes, no, yesSquare, rate, noSquare, rate);
        Sums.Set(market, 0, yes);
        Sums.Set(market, 1, no);
        Squares.Set(market, 0, yesSquare, rate);
        Squares.Set(market, 1, noSquare, rate);
    }

    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(markets);
        writer.Write(venues);
        for (var market = 0; market < markets; market++)
        {
            foreach (var (bid, ask, bidUnits, askUnits) in _cross.AsSpan(market * venues, venues))
            {
                writer.Write(bid);
                writer.Write(ask);
                writer.Write(bidUnits);
                writer.Write(askUnits);
            }

            var pair = _pairs[market];
            foreach (var cell in new[] { pair.Yes, pair.No, pair.YesSquare, pair.YesRate, pair.NoSquare, pair.NoRate })
                writer.Write(cell);
        }
    }
}
