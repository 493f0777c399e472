using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;
using Rialto.Host.Config;
using Rialto.Host.Roles;
using Rialto.Host.Roles.Following;
using Rialto.Host.Tools.Client;
using Rialto.Journal;
using Rialto.Journal.Snapshots;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto up</c>: the whole exchange in this process, until interrupted.</summary>
internal static class UpCommand
{
    public static Command Make()
    {
        var command = new Command("up", "Start the exchange in this process and serve until interrupted");
        var settings = SettingOptions.AddTo(command);
        var readyFile = new Option<string?>("--ready-file") { Description = "Write addresses and process id there, as JSON, once orders are accepted" };
        var faults = new Option<string?>("--faults") { Description = "For tests of bots: inject the faults of this profile (JSON) at the doors; docs/reference/faults.md. Never for real trading" };
        command.Options.Add(readyFile);
        command.Options.Add(faults);
        return command.Does((parsed, terminal, stop) => RunAsync(settings.Load(parsed), settings.Gather(parsed), terminal, parsed.GetValue(readyFile), ProfileOf(parsed.GetValue(faults)), stop));
    }

    private static FaultProfile? ProfileOf(string? path)
    {
        try
        {
            return path is null ? null : FaultProfile.Load(path);
        }
        catch (Exception problem) when (problem is FaultProfileException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"{path}: {problem.Message}", inner: problem);
        }
    }

    private static async Task<int> RunAsync(HostSettings settings, SettingSources sources, Terminal terminal, string? readyFile, FaultProfile? profileOfFaults, CancellationToken stop)
    {
        try
        {
            if (settings.Threads.InlineSockets)
                InlineSockets();
            Directory.CreateDirectory(settings.DataFolder);
            using var keys = KeyStore.Open(settings.KeysFolder);
            using var logs = LoggerFactory.Create(logging => logging
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
                .SetMinimumLevel(LogLevel.Warning));
            var limits = ExchangeIdentity.Settle(settings.DataFolder, settings.Limits, key => sources.Find(key) is not null);
            var faults = profileOfFaults is null ? null : new FaultMode(profileOfFaults, logs: logs);
            await using var role = new ExchangeRole(settings, limits, keys, logs, faults: faults);
            Announce(terminal, settings);
            if (faults is not null)
                Announce(terminal, faults);
            var defined = await role.StartAsync(done => Recovering(terminal, done), report => Recovered(terminal, settings, report), stop);
            Defined(terminal, defined);
            var profile = Profile(terminal, settings, role, keys, defined.Accounts);
            Ready(terminal, profile, role.Gateways.BinanceUrl is { } binance ? Reachable(binance) : null, readyFile, role.Gateways.HasDashboard);
            await WaitAsync(stop);
            Say(terminal, "stopping", "Stopping: answering what was accepted, then closing the journal.", static _ => { });
            await role.StopAsync();
            if (role.JournalFailure is { } failure)
                throw new ToolException(ExitCode.Failed, $"The journal had failed: {failure.Message}", inner: failure);
            Say(terminal, "stopped", "Stopped.", static _ => { });
            return ExitCode.Ok;
        }
        catch (ConfigurationException problem)
        {
            throw SettingOptions.Explain(problem);
        }
        catch (System.ComponentModel.DataAnnotations.ValidationException problem)
        {
            throw new ToolException(ExitCode.Usage, "configuration: " + problem.Message, inner: problem);
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalLockedException or InvalidDataException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw new ToolException(ExitCode.Failed, problem.GetBaseException() is System.Net.Sockets.SocketException socket ? $"{problem.Message} ({socket.Message})" : problem.Message, inner: problem);
        }
    }

    // The runtime offers no other way than this variable, and reads it when the first socket is made. One that is set already stays.
    private static void InlineSockets()
    {
        const string variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
        if (Environment.GetEnvironmentVariable(variable) is null)
            Environment.SetEnvironmentVariable(variable, "1");
    }

    private static async Task WaitAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            // That is what was waited for.
        }
    }

    private static void Announce(Terminal terminal, HostSettings settings)
    {
        if (terminal.IsJson)
            return;
        terminal.Out.MarkupLineInterpolated($"[bold]Rialto[/] {typeof(UpCommand).Assembly.GetName().Version?.ToString(3)}");
        terminal.Line($"Data       {settings.DataFolder}");
    }

    private static void Announce(Terminal terminal, FaultMode faults)
    {
        if (terminal.IsJson)
        {
            Say(terminal, "faults", "", json => json.WriteString("text", faults.Announcement));
            return;
        }

        terminal.Out.Write(new Panel(new Markup($"[bold red]{Markup.Escape(faults.Announcement)}[/]\n\n{string.Join('\n', faults.Profile.Faults.Select(fault => Markup.Escape($"{FaultWords.Of(fault.Kind)} at {string.Join(", ", fault.Doors.Select(FaultWords.Of))}")))}"))
        {
            Header = new PanelHeader("[bold red] FAULTS ARE INJECTED [/]"),
            BorderStyle = new Style(Color.Red),
        });
    }

    private static void Recovering(Terminal terminal, long done)
    {
        if (!terminal.IsJson)
            terminal.Note($"replaying  {done.ToString("N0", CultureInfo.InvariantCulture)} commands so far");
    }

    private static void Recovered(Terminal terminal, HostSettings settings, StartReport start)
    {
        foreach (var broken in start.Broken)
        {
            if (!terminal.IsJson)
                terminal.Out.MarkupLineInterpolated($"[yellow]Snapshot[/]   {SnapshotFolder.NameOf(broken.Sequence)} is not used: {broken.Fault}");
        }

        if (start.Snapshot is { } snapshot && !terminal.IsJson)
        {
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture, $"Snapshot   sequence {snapshot.Sequence:N0} of {snapshot.Position.Time} ({snapshot.LengthBytes / 1e6:N1} MB) in {start.SnapshotElapsed.TotalSeconds:N3} s"));
        }

        var report = start.Journal;
        var seconds = Math.Max(report.Elapsed.TotalSeconds, 1e-9);
        var text = report.LastSequence == 0
            ? "Journal    new"
            : string.Create(CultureInfo.InvariantCulture,
                $"Recovered  {report.Commands:N0} commands ({report.Bytes / 1e6:N1} MB, {report.Segments} segment{(report.Segments == 1 ? "" : "s")}) in {report.Elapsed.TotalSeconds:N3} s, {report.Commands / seconds:N0} a second; last {report.LastSequence} at {report.LastTime}");
        Say(terminal, "recovered", text, json =>
        {
            json.WriteString("folder", settings.JournalFolder);
            json.WriteNumber("commands", report.Commands);
            json.WriteNumber("segments", report.Segments);
            if (start.Snapshot is { } from)
            {
                json.WriteNumber("snapshot_sequence", from.Sequence);
                json.WriteNumber("snapshot_seconds", Math.Round(start.SnapshotElapsed.TotalSeconds, 6));
            }

            json.WriteStartArray("broken_snapshots");
            foreach (var broken in start.Broken)
            {
                json.WriteStartObject();
                json.WriteString("name", SnapshotFolder.NameOf(broken.Sequence));
                json.WriteString("fault", broken.Fault);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("bytes", report.Bytes);
            json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 6));
            json.WriteNumber("last_sequence", report.LastSequence);
            json.WriteString("chain_hash", report.ChainHex);
            json.WriteNumber("torn_bytes", report.TornBytes);
            if (report.Torn is { } torn)
                json.WriteString("torn", torn);
        });
        if (report.TornBytes > 0 && !terminal.IsJson)
            terminal.Out.MarkupLineInterpolated($"[yellow]Cut off[/]    {report.TornBytes} bytes of a write that was not finished, at the end: {report.Torn}");
    }

    private static void Defined(Terminal terminal, DefinedThings defined)
    {
        if (defined.Symbols.Count == 0 && defined.Accounts.Count == 0)
            return;
        if (terminal.IsJson)
        {
            Say(terminal, "defined", "", json =>
            {
                WriteAll(json, "symbols", defined.Symbols);
                WriteAll(json, "accounts", [.. defined.Accounts.Select(account => account.User)]);
            });
            return;
        }

        if (defined.Symbols.Count > 0)
            terminal.Line($"Defined    {string.Join(", ", defined.Symbols)}");
        foreach (var account in defined.Accounts)
            terminal.Line($"Account    {account.User}{(account.Opening.Count == 0 ? "" : $" with {string.Join(", ", account.Opening)}")}");
    }

    private static ClientProfile Profile(Terminal terminal, HostSettings settings, ExchangeRole role, KeyStore keys, IReadOnlyList<OpenedAccount> opened)
    {
        var before = ClientProfile.Load(settings.ProfileFile);
        var (key, secret) = before is { Key: { } id } && keys.Find(id) is not null ? (before.Key, before.Secret) : (null, null);
        var all = keys.List();
        if (all.Count > 0 && all.All(listing => listing.Revoked is not null))
            terminal.Note("Every key of this folder is revoked, so nobody can trade here: 'rialto keys create USER' makes one.");
        if (settings.Development && all.Count == 0)
        {
            var created = keys.Create("dev", PermissionWords.All);
            (key, secret) = (created.Key.Id, created.Secret);
            TellFirstKey(terminal, settings, created, hasPlayMoney: opened.Any(account => account.User == created.Key.UserName && account.Opening.Count > 0));
        }

        var profile = new ClientProfile(
            Reachable(role.Gateways.HttpUrl), AddressOf(role.Gateways.NativeEndpoint, settings.Gateways.Native.Tls), key, secret, Environment.ProcessId, role.Gateways.CertificatePem,
            AddressOf(role.Gateways.FixEndpoint, settings.Gateways.Fix.Tls));
        profile.Save(settings.ProfileFile);
        return profile;
    }

    private static void TellFirstKey(Terminal terminal, HostSettings settings, CreatedKey created, bool hasPlayMoney)
    {
        if (terminal.IsJson)
        {
            Say(terminal, "first_key", "", json =>
            {
                json.WriteString("key", created.Key.Id);
                json.WriteString("secret", created.Secret);
            });
            return;
        }

        terminal.Out.Write(new Panel(new Markup(
            $"Key     [bold]{Markup.Escape(created.Key.Id)}[/]\nSecret  [bold]{Markup.Escape(created.Secret)}[/]\n\n"
            + "Made because this folder had no key and Development is on. It may do everything.\n"
            + (hasPlayMoney ? "Its account has PLAY MONEY, made out of nothing: 'rialto account show'.\n" : "")
            + $"Tools started here use it by themselves ({Markup.Escape(Path.GetRelativePath(Environment.CurrentDirectory, settings.ProfileFile))}, readable by you only).\n"
            + "For anything but your own machine: --set Development=false, and 'rialto keys create'."))
        {
            Header = new PanelHeader("[bold yellow] DEVELOPMENT KEY [/]"),
            BorderStyle = new Style(Color.Yellow),
        });
    }

    // What listens on every address is reached on this machine by loopback.
    private static string Reachable(string url) =>
        url.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);

    private static string? AddressOf(IPEndPoint? endpoint, bool isSecured) =>
        endpoint is null ? null : (isSecured ? Connection.SecuredPrefix : "") + Reachable($"//{endpoint}").TrimStart('/');

    private static void Ready(Terminal terminal, ClientProfile profile, string? binanceUrl, string? readyFile, bool hasDashboard)
    {
        void Write(Utf8JsonWriter json)
        {
            json.WriteString("url", profile.Url);
            json.WriteString("native", profile.Native);
            json.WriteString("binance", binanceUrl);
            json.WriteString("fix", profile.Fix);
            json.WriteNumber("process_id", profile.ProcessId);
        }

        if (readyFile is not null)
        {
            using (var file = File.Create(readyFile + ".new"))
            using (var json = new Utf8JsonWriter(file))
            {
                json.WriteStartObject();
                Write(json);
                json.WriteEndObject();
            }

            File.Move(readyFile + ".new", readyFile, overwrite: true);
        }

        if (terminal.IsJson)
        {
            Say(terminal, "ready", "", Write);
            return;
        }

        if (hasDashboard)
            terminal.Line($"Dashboard  {profile.Url}/");
        terminal.Line($"REST       {profile.Url}/api/v1   (browse it: {profile.Url}/swagger)");
        terminal.Line($"WebSocket  {profile.Url.Replace("http", "ws", StringComparison.Ordinal)}/ws");
        if (profile.Native is { } native)
            terminal.Line($"Native     {native}");
        if (binanceUrl is not null)
            terminal.Line($"Binance    {binanceUrl}/api/v3   (streams: /ws, /stream, /ws-api/v3)");
        if (profile.Fix is { } fix)
            terminal.Line($"FIX 4.4    {fix}");
        terminal.Out.MarkupLine("[green]Ready.[/] Ctrl+C stops.");
    }

    private static void WriteAll(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Say(Terminal terminal, string name, string text, Action<Utf8JsonWriter> write)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("event", name);
                write(json);
            });
        }
        else
        {
            terminal.Line(text);
        }
    }
}
