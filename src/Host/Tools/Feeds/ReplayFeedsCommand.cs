using System.CommandLine;
using System.Globalization;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Flow;
using Rialto.Model.Feeds;
using Spectre.Console;

namespace Rialto.Host.Tools.Feeds;

/// <summary><c>rialto replay --capture FILE</c>: recorded days, served as their venues would.</summary>
internal static class ReplayFeedsCommand
{
    private const int PortDefault = 7090;
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _lineEvery = TimeSpan.FromSeconds(5);

    public static Command Make()
    {
        var captures = new Option<string[]>("--capture") { Description = "Recordings, plain, gzip or zstd; files that go on where others end are joined", Required = true, AllowMultipleArgumentsPerToken = true };
        var venue = new Option<string?>("--venue") { Description = "Whose the recordings are, where they do not tell themselves" };
        var rest = new Option<string[]>("--rest") { Description = "A REST body kept in a file of its own, VENUE/PATH=FILE: upbit/v1/market/all=markets.json.gz", AllowMultipleArgumentsPerToken = true };
        var speed = new Option<string>("--speed") { Description = "So many times recorded time (1x, 60x, …), or max", DefaultValueFactory = _ => "1x" };
        var port = new Option<int>("--http") { Description = "Port on 127.0.0.1; 0 takes a free one", DefaultValueFactory = _ => PortDefault };
        var once = new Option<bool>("--once") { Description = "Close the connections when all who came have had their recordings or are gone, and end" };
        return new Command("replay", "Serve recorded feeds as their venues would: their sockets and REST answers, on this machine") { captures, venue, rest, speed, port, once }
            .Does(async (parsed, terminal, stop) =>
            {
                var options = new ReplayOptions(PortOf(parsed.GetValue(port)), FlowCommand.SpeedOf(parsed.GetValue(speed)!), parsed.GetValue(once));
                var recording = await LoadAsync(terminal, parsed.GetValue(captures)!, VenueOf(parsed.GetValue(venue)), parsed.GetValue(rest) ?? [], stop);
                await using var server = new ReplayServer(recording, options);
                try
                {
                    await server.StartAsync(stop);
                }
                catch (IOException taken)
                {
                    throw new ToolException(ExitCode.Failed, $"Port {options.Port} cannot be had: {taken.Message} Choose another with --http; 0 takes a free one.", inner: taken);
                }

                if (terminal.IsJson)
                    PrintJson(server);
                else
                    Print(terminal, server);
                await ServeAsync(terminal, server, parsed.GetValue(once), stop);
                await server.StopAsync();
                Summarize(terminal, server.Counters);
                return ExitCode.Ok;
            });
    }

    /// <summary>Reads recordings through, with what one should know of them told.</summary>
    internal static async Task<Recording> LoadAsync(Terminal terminal, string[] captures, FeedVenue venue, string[] bodies, CancellationToken stop)
    {
        var recording = new Recording();
        try
        {
            foreach (var body in bodies)
            {
                var at = body.IndexOf('=', StringComparison.Ordinal);
                if (at <= 0)
                    throw new ToolException(ExitCode.Usage, $"--rest is VENUE/PATH=FILE, not '{body}'.");
                recording.AddBody(body[..at], body[(at + 1)..]);
            }

            if (captures.FirstOrDefault(path => !File.Exists(path)) is { } missing)
                throw new ToolException(ExitCode.NotFound, $"There is no file {missing}.");
            await terminal.WatchAsync("reading", 0, () => recording.Records, () => recording.Load(captures, venue, stop), stop);
        }
        catch (RecordingException problem)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }

        foreach (var remark in recording.Remarks)
            terminal.Note($"note: {remark}");
        if (recording.Connections.Count == 0)
            throw new ToolException(ExitCode.Failed, "Nothing in these files can be replayed.");
        return recording;
    }

    private static async Task ServeAsync(Terminal terminal, ReplayServer server, bool isOnce, CancellationToken stop)
    {
        var (said, saidAt) = (0L, TimeProvider.System.GetTimestamp());
        try
        {
            while (true)
            {
                await Task.WhenAny(isOnce ? server.End.Over : Task.Delay(_glance, stop), Task.Delay(_glance, stop));
                stop.ThrowIfCancellationRequested();
                var counters = server.Counters;
                if (isOnce && server.End.Over.IsCompleted)
                    return;
                if (terminal.IsJson || counters.Frames == said || TimeProvider.System.GetElapsedTime(saidAt) < _lineEvery)
                    continue;
                (said, saidAt) = (counters.Frames, TimeProvider.System.GetTimestamp());
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{server.End.Open} connected, {counters.Frames:N0} frames sent, {counters.Ended} of {counters.Streams} streams at their end"));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl+C: what follows tells how far it was.
        }
    }

    private static void Print(Terminal terminal, ReplayServer server)
    {
        var culture = CultureInfo.InvariantCulture;
        var table = Terminal.Table("venue", "recorded", "from", "to", "#frames", "symbols");
        foreach (var connection in server.Recording.Connections)
        {
            var symbols = SymbolsOf([connection]).ToArray();
            table.AddRow(
                VenueDialects.NameOf(connection.Venue),
                Markup.Escape(connection.Name.Length > 0 ? connection.Name : Path.GetFileName(connection.Parts[0].Path)),
                connection.Start.ToDateTimeUtc().ToString("yyyy-MM-dd HH:mm:ss", culture),
                connection.End.ToDateTimeUtc().ToString("yyyy-MM-dd HH:mm:ss", culture),
                connection.Frames.ToString("N0", culture),
                Markup.Escape(symbols.Length <= 4 ? string.Join(' ', symbols) : $"{string.Join(' ', symbols.Take(3))} and {symbols.Length - 3} more"));
        }

        terminal.Out.Write(table);
        foreach (var venue in Venues(server))
        {
            terminal.Line($"{VenueDialects.NameOf(venue),-18} {SocketOf(server, venue)}   {RestOf(server, venue)}");
        }

        terminal.Line("");
        terminal.Line("A client goes there instead of to the venue's own host; what follows the host stays as it is. Ctrl+C stops.");
    }

    private static void PrintJson(ReplayServer server) => Terminal.Json(json =>
    {
        json.WriteString("url", server.Url);
        json.WriteStartArray("venues");
        foreach (var venue in Venues(server))
        {
            var connections = server.Recording.Connections.Where(connection => connection.Venue == venue).ToArray();
            json.WriteStartObject();
            json.WriteString("venue", VenueDialects.NameOf(venue));
            json.WriteString("web_socket", SocketOf(server, venue));
            json.WriteString("rest", RestOf(server, venue));
            json.WriteNumber("connections", connections.Length);
            json.WriteNumber("frames", connections.Sum(connection => connection.Frames));
            json.WriteString("from", connections.Min(connection => connection.Start.ToDateTimeUtc()));
            json.WriteString("to", connections.Max(connection => connection.End.ToDateTimeUtc()));
            json.WriteStartArray("symbols");
            foreach (var symbol in SymbolsOf(connections))
                json.WriteStringValue(symbol);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Summarize(Terminal terminal, ReplayCounters counters)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteNumber("connected", counters.Connected);
                json.WriteNumber("streams", counters.Streams);
                json.WriteNumber("ended", counters.Ended);
                json.WriteNumber("left", counters.Left);
                json.WriteNumber("cut_at_holes", counters.Cut);
                json.WriteNumber("frames", counters.Frames);
                json.WriteNumber("bytes", counters.Bytes);
                json.WriteNumber("rest_answered", counters.Answered);
                json.WriteNumber("rest_unanswered", counters.Unanswered);
                json.WriteNumber("unknown_topics", counters.UnknownTopics);
            });
            return;
        }

        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Sent {counters.Frames:N0} frames, {counters.Bytes / 1e6:N1} MB, over {counters.Connected} connections; {counters.Ended} of {counters.Streams} streams to their end, {counters.Left} left by their clients{(counters.Cut == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {counters.Cut} connections cut where the recording has a hole"))}; REST {counters.Answered} answered, {counters.Unanswered} not recorded; {counters.UnknownTopics} subscriptions to symbols that were not recorded"));
    }

    private static IEnumerable<FeedVenue> Venues(ReplayServer server) => server.Recording.Connections.Select(connection => connection.Venue).Distinct();

    private static IEnumerable<string> SymbolsOf(IEnumerable<RecordedConnection> connections) =>
        connections.SelectMany(connection => connection.Topics.All.Keys).Select(topic => topic.Symbol).Distinct().Order(StringComparer.Ordinal);

    private static string SocketOf(ReplayServer server, FeedVenue venue) => $"{server.Url.Replace("http:", "ws:", StringComparison.Ordinal)}/{VenueDialects.NameOf(venue)}";

    private static string RestOf(ReplayServer server, FeedVenue venue) => $"{server.Url}/{VenueDialects.NameOf(venue)}";

    private static int PortOf(int port) => port is >= 0 and <= 65_535 ? port : throw new ToolException(ExitCode.Usage, $"--http is a port, 0 to 65535, not {port}.");

    /// <summary>A venue by its name; none where none is given.</summary>
    internal static FeedVenue VenueOf(string? name)
    {
        if (name is null)
            return FeedVenue.None;
        return VenueDialects.TryFind(name, out var dialect) ? dialect.Venue : throw new ToolException(ExitCode.Usage, $"No venue is called '{name}'. Known: {VenueDialects.List()}.");
    }
}
