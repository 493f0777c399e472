using System.CommandLine;
using System.Globalization;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Lanes;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Files;

namespace Rialto.Host.Tools.Flow;

/// <summary><c>rialto flow FILE</c>: recorded order flow through a running exchange, over the public protocol.</summary>
internal static class FlowCommand
{
    public static System.CommandLine.Command Make()
    {
        var file = new Argument<string>("file") { Description = "Recorded order flow: a LOBSTER message file (.csv, .csv.gz) or DBN market by order (.dbn, .dbn.zst)" };
        var symbol = new Option<string?>("--symbol") { Description = "Instrument; default: the file's symbol with .FLOW. Defined if it is not there (admin key)" };
        var speed = new Option<string>("--speed") { Description = "So many times recorded time (1, 60, …), or max", DefaultValueFactory = _ => "max" };
        var rate = new Option<double>("--rate") { Description = "Instead of recorded time: so many commands a second, evenly" };
        var ws = new Option<bool>("--ws") { Description = "Over the WebSocket instead of the native protocol" };
        var book = new Option<string?>("--book") { Description = "The file's own snapshots; default: those beside it" };
        var noBook = new Option<bool>("--no-book") { Description = "Do not compare the book" };
        var limit = new Option<int>("--limit") { Description = "Only so many commands; 0 for all" };
        return new System.CommandLine.Command("flow", "Send recorded order flow through a running exchange and compare the outcome")
        {
            file, symbol, speed, rate, ws, book, noBook, limit,
        }.WithConnection().Does(async (parsed, terminal, stop) =>
        {
            var source = Reading(() => FlowSource.Open(parsed.GetValue(file)!, parsed.GetValue(book)));
            var pace = parsed.GetValue(rate) > 0 ? new FlowPace(0, parsed.GetValue(rate)) : new FlowPace(SpeedOf(parsed.GetValue(speed)!), 0);
            var connection = parsed.Connection();
            var instrument = await InstrumentAsync(connection, source, parsed.GetValue(symbol) ?? source.Symbol, terminal, stop);
            var commands = Reading(() => source.Read(new OwnerId(1), instrument.Id));
            var count = parsed.GetValue(limit) is > 0 and var most ? Math.Min(most, commands.Count) : commands.Count;
            using var recorder = parsed.GetValue(noBook) || connection.Native is null ? null : new BookRecorder(connection, instrument.Id);
            if (recorder is not null)
                await recorder.Ready.WaitAsync(TimeSpan.FromSeconds(10), stop);
            using IOrderLane lane = parsed.GetValue(ws)
                ? await WebSocketLane.OpenAsync(connection, [instrument], wantsTrades: true, stop)
                : NativeLane.Open(connection, cancelOnDisconnect: false);
            using var run = new FlowRun(lane, commands, count, pace);
            await terminal.WatchAsync($"flow {source.Name}", count, () => run.Answered, () => run.Run(stop), stop);
            var rows = recorder is null ? [] : Reading(source.ReadRows);
            var causes = Reading(() => source.ReadCauses(commands));
            var moments = recorder is null ? [] : await SettledAsync(recorder, run, stop);
            var report = new FlowReport(
                source.Name, instrument.Symbol.ToString(), parsed.GetValue(ws) ? "WebSocket" : "native", run, commands, run.Outcome(),
                count == commands.Count ? commands.Outcome : null,
                recorder is null ? null : BookComparison.Of(commands, run.Sequences, moments, rows, causes),
                RowCauses.Of(causes));
            report.Print(terminal);
            if (count < commands.Count)
                await CancelRestAsync(connection, instrument, stop);
            return report.IsAsExpected ? ExitCode.Ok : ExitCode.Failed;
        });
    }

    // A whole flow ends with an empty book by itself; what a part of one left would be in the way of the next, which uses the same client order ids.
    private static async Task CancelRestAsync(Connection connection, Instrument instrument, CancellationToken cancellationToken)
    {
        using var client = new RestClient(connection);
        var path = $"/api/v1/orders?symbol={Uri.EscapeDataString(instrument.Symbol.ToString())}";
        (await client.SignedAsync(HttpMethod.Delete, path, null, cancellationToken)).OrThrow();
    }

    /// <summary>So many times recorded time; zero for <c>max</c>.</summary>
    internal static double SpeedOf(string text)
    {
        if (text == "max")
            return 0;
        return double.TryParse(text.TrimEnd('x'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed > 0
            ? speed
            : throw new ToolException(ExitCode.Usage, $"--speed is a number above zero or 'max', not '{text}'.");
    }

    private static async Task<Instrument> InstrumentAsync(Connection connection, FlowSource source, string symbol, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!Text36.TryCreate(symbol, out var name))
            throw new ToolException(ExitCode.Usage, $"'{symbol}' is not a symbol.");
        using var client = new RestClient(connection);
        if (await client.FindInstrumentAsync(symbol, cancellationToken) is not { } known)
        {
            terminal.Note($"Defining {symbol}.");
            return await client.DefineInstrumentAsync(source.Instrument with { Symbol = name }, assets: null, cancellationToken);
        }

        if (known.Instrument.PriceScale != source.Instrument.PriceScale || known.Instrument.QuantityScale != source.Instrument.QuantityScale)
            throw new ToolException(ExitCode.Usage, $"{symbol} has other scales than the file: prices need {source.Instrument.PriceScale} decimals, quantities {source.Instrument.QuantityScale}.");
        if (known.State != "open")
            throw new ToolException(ExitCode.Refused, $"{symbol} is {known.State}, not open.");
        var book = (await client.GetAsync($"/api/v1/orderbook/{Uri.EscapeDataString(symbol)}?depth=1", cancellationToken)).OrThrow().Root;
        if (book.Items("bids").Any() || book.Items("asks").Any())
            throw new ToolException(ExitCode.Refused, $"{symbol} has orders in its book, so the flow would come out differently; use --symbol with a name that is free.");
        return known.Instrument;
    }

    // The book's stream may lag behind the answers: it is complete once it has told of the last command that changed the book, which emptied it.
    private static async Task<IReadOnlyList<(long Sequence, FlowTouch Touch)>> SettledAsync(BookRecorder recorder, FlowRun run, CancellationToken cancellationToken)
    {
        var last = 0L;
        for (var i = 0; i < run.Count; i++)
        {
            if (run.Reasons[i] == RejectReason.None)
                last = run.Sequences[i];
        }

        for (var patience = 0; recorder.LastSequence < last && patience < 200; patience++)
            await Task.Delay(10, cancellationToken);
        return recorder.Finish();
    }

    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or DllNotFoundException)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
    }
}
