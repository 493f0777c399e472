using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Net.Sockets;
using Rialto.Gateways.Multicast;
using Rialto.Runtime.Clocks;
using Rialto.Wire.Multicast;
using Spectre.Console;

namespace Rialto.Host.Tools.Feeds;

/// <summary><c>rialto multicast listen</c>: what comes over multicast, a report every second.</summary>
internal static class MulticastCommand
{
    private const long ReportNs = 1_000_000_000;

    public static Command Make() => new Command("multicast", "Market data over UDP multicast") { Listen() };

    private static Command Listen()
    {
        var defaults = new MulticastOptions();
        var channel = new Option<string>("--channel") { Description = "crypto, stock or both", DefaultValueFactory = _ => "both" };
        var group = new Option<string>("--group") { Description = "Multicast group", DefaultValueFactory = _ => defaults.Group };
        var @interface = new Option<string>("--interface") { Description = "Address of the interface to listen on", DefaultValueFactory = _ => defaults.Interface };
        var cryptoPort = new Option<int>("--crypto-port") { Description = "Port of the channel crypto", DefaultValueFactory = _ => defaults.CryptoPort };
        var stockPort = new Option<int>("--stock-port") { Description = "Port of the channel stock", DefaultValueFactory = _ => defaults.StockPort };
        var snapshots = new Option<string>("--snapshot-address") { Description = "Address that answers requests for snapshots", DefaultValueFactory = _ => defaults.SnapshotAddress };
        var snapshotPort = new Option<int>("--snapshot-port") { Description = "Its port", DefaultValueFactory = _ => defaults.SnapshotPort };
        var seconds = new Option<int>("--seconds") { Description = "End after so many reports; 0: when interrupted" };
        return new Command("listen", "Show packets, gaps and what each exchange says, every second") { channel, group, @interface, cryptoPort, stockPort, snapshots, snapshotPort, seconds }.Does(
            async (parsed, terminal, stop) =>
            {
                var options = new MulticastOptions
                {
                    Group = parsed.GetValue(group)!,
                    Interface = parsed.GetValue(@interface)!,
                    CryptoPort = parsed.GetValue(cryptoPort),
                    StockPort = parsed.GetValue(stockPort),
                    SnapshotAddress = parsed.GetValue(snapshots)!,
                    SnapshotPort = parsed.GetValue(snapshotPort),
                };
                MulticastChannel[] channels = parsed.GetValue(channel) switch
                {
                    "crypto" => [MulticastChannel.Crypto],
                    "stock" => [MulticastChannel.Stock],
                    "both" => [MulticastChannel.Crypto, MulticastChannel.Stock],
                    var other => throw new ToolException(ExitCode.Usage, $"--channel must be crypto, stock or both, not {other}."),
                };
                if (parsed.GetValue(seconds) < 0)
                    throw new ToolException(ExitCode.Usage, "--seconds must not be negative.");
                using var monitor = Open(options, channels);
                terminal.Note($"Listening to {options.Group} on {options.Interface}. Ctrl+C ends.");
                // Waiting for datagrams holds its thread.
                await Task.Factory.StartNew(() => Run(monitor, terminal, parsed.GetValue(seconds), stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                return ExitCode.Ok;
            });
    }

    private static MulticastMonitor Open(MulticastOptions options, MulticastChannel[] channels)
    {
        try
        {
            return new MulticastMonitor(options, channels);
        }
        catch (ValidationException problem)
        {
            throw new ToolException(ExitCode.Usage, problem.Message);
        }
        catch (ArgumentOutOfRangeException problem)
        {
            throw new ToolException(ExitCode.Usage, $"A port is 0 to 65535, not {problem.ActualValue}.");
        }
        catch (SocketException problem)
        {
            throw new ToolException(ExitCode.Failed, $"Cannot join {options.Group} on {options.Interface}: {problem.Message}", inner: problem);
        }
    }

    private static void Run(MulticastMonitor monitor, Terminal terminal, int reports, CancellationToken stop)
    {
        var last = Clock.MonotonicNanoseconds;
        for (var done = 0; !stop.IsCancellationRequested && (reports == 0 || done < reports);)
        {
            monitor.Step();
            var now = Clock.MonotonicNanoseconds;
            if (now - last < ReportNs)
                continue;
            Print(monitor, terminal, now - last);
            last = now;
            done++;
        }
    }

    private static void Print(MulticastMonitor monitor, Terminal terminal, long elapsedNs)
    {
        var channels = monitor.Take(elapsedNs);
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteStartArray("channels");
                foreach (var one in channels)
                    one.Write(json);
                json.WriteEndArray();
                json.WriteStartArray("exchanges");
                foreach (var one in monitor.Exchanges)
                    one.Write(json);
                json.WriteEndArray();
            });
            return;
        }

        if (terminal.IsLive)
            terminal.Out.Clear();
        var table = Terminal.Table("channel", "state", "#packets/s", "#messages/s", "#packets", "#messages", "#gaps", "#reordered", "#snapshots", "#faults", "#listings");
        foreach (var one in channels)
            table.AddRow(
                one.Name, one.State, Text(one.PacketsPerSecond), Text(one.MessagesPerSecond), Text(one.Counts.Packets), Text(one.Counts.Messages), Text(one.Counts.Gaps),
                Text(one.Counts.Reordered), Text(one.Counts.Snapshots), Text(one.Counts.Faults), Text(one.Listings));
        terminal.Out.Write(table);
        var exchanges = Terminal.Table("exchange", "#levels", "#trades", "#best prices", "#other", "#connected", "#disconnected");
        foreach (var one in monitor.Exchanges)
            exchanges.AddRow(Markup.Escape(one.Name), Text(one.Levels), Text(one.Trades), Text(one.BestPrices), Text(one.Others), Text(one.Connected), Text(one.Disconnected));
        terminal.Out.Write(exchanges);
    }

    private static string Text(long count) => count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
