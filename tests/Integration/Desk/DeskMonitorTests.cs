using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Door;
using Rialto.Host.Tools.Desk;
using Rialto.Host.Tools.Feeds;
using Spectre.Console;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>A desk in a terminal: what is shown of it, what is typed, and where it is asked.</summary>
public sealed partial class DeskMonitorTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private DrivenDesk _desk = null!;
    private DeskDoor _door = null!;

    public async ValueTask InitializeAsync()
    {
        _desk = await DrivenDesk.MakeAsync(TradedRecordings.BtcAndEth(_folder.Path), Stop, frames: 6_000);
        _door = await DeskDoor.OpenAsync(new DoorSettings(IPAddress.Loopback, 0, []), _desk.Desk, _desk.Status, _folder.Path, null, Stop);
        _desk.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _door.DisposeAsync();
        _folder.Dispose();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(80, 24)]
    [InlineData(132, 50)]
    [InlineData(200, 70)]
    public async Task Every_part_fits_the_terminal(int width, int height)
    {
        using var source = new DeskMonitorSource(_folder.Path);
        var report = new DeskMonitorReport();
        report.Take(await source.AskAsync(Stop), source.From, null, DateTimeOffset.UtcNow);
        report.Series = await source.SeriesAsync(Stop);
        Assert.True(source.HasDoor);
        foreach (var part in Enum.GetValues<DeskPart>())
        {
            report.Part = part;
            var lines = Plain().Replace(MonitorScreen.Frame(report, width, height, ColorSystem.NoColors, isResized: true), "").Split('\n');
            Assert.True(lines.Length <= height, $"{part}: {lines.Length} lines");
            Assert.All(lines, line => Assert.True(line.Length < width, $"{part}: {line}"));
            Assert.Contains("Desk test", lines[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task All_that_a_desk_tells_is_shown_where_there_is_room()
    {
        using var source = new DeskMonitorSource(_folder.Path);
        var report = new DeskMonitorReport();
        report.Take(await source.AskAsync(Stop), source.From, null, DateTimeOffset.UtcNow);
        report.Series = [1, 3, 2];
        var text = Plain().Replace(MonitorScreen.Frame(report, 240, 120, ColorSystem.NoColors, isResized: false), "");
        foreach (var word in (string[])["btc-maker", "running", "BTC-USDT", "TotalGross", "reconciled", "spread-maker", "tick to intent", "Today"])
            Assert.Contains(word, text, StringComparison.Ordinal);
        report.Take(default, "", "Nothing answers.", DateTimeOffset.UtcNow.AddSeconds(7));
        Assert.Contains("Nothing answers.", MonitorScreen.Frame(report, 240, 120, ColorSystem.NoColors, isResized: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_emergency_stop_wants_the_desks_name_typed_and_reaches_the_desk()
    {
        using var source = new DeskMonitorSource(_folder.Path);
        var (report, keys) = (new DeskMonitorReport(), new DeskMonitorKeys());
        report.Take(await source.AskAsync(Stop), source.From, null, DateTimeOffset.UtcNow);

        Assert.Null(keys.Take(Key('4'), report));
        Assert.Equal(DeskPart.Risk, report.Part);
        Assert.Null(Type(keys, report, "Etset\r"));
        Assert.Contains("is not the desk's name", report.Line, StringComparison.Ordinal);
        Assert.Null(Type(keys, report, "Etest\u001b"));
        Assert.Equal("", report.Line);
        var typed = Type(keys, report, "Etesx\bt\r");
        Assert.Equal("test", typed);
        Assert.Equal("Everything is stopped.", await source.StopAsync(typed!, Stop));
        Assert.True(JsonElement.Parse((await source.AskAsync(Stop)).GetRawText()).TryGetProperty("stopped", out _));
        Assert.Contains(_desk.Told, told => told.Kind == Trading.DeskAuditKind.EmergencyStop);
    }

    [Fact]
    public async Task Without_a_door_the_status_of_the_folder_is_shown_and_an_address_that_was_left_behind_does_no_harm()
    {
        using var folder = new TemporaryFolder();
        await _desk.EndAsync();
        new DeskFolder(folder.Path).WriteStatus(_desk.Desk, folder.File("run"), isRunning: false, 1);
        await File.WriteAllTextAsync(folder.File("door.json"), """{"url":"http://127.0.0.1:9","token":"x"}""", Stop);
        using var source = new DeskMonitorSource(folder.Path);
        var view = await source.AskAsync(Stop);
        Assert.Equal((false, "test"), (source.HasDoor, view.GetProperty("desk").GetString()));

        var shown = await RialtoProcess.RunAsync("monitor", "--desk", folder.Path, "--seconds", "1", "--json");
        Assert.Equal(0, shown.ExitCode);
        Assert.Equal("test", JsonDocument.Parse(shown.Output).RootElement.GetProperty("desk").GetString());
        var tables = await RialtoProcess.RunAsync("monitor", "--desk", folder.Path, "--seconds", "1");
        Assert.Contains("btc-maker", tables.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await RialtoProcess.RunAsync("monitor", "--desk", folder.File("nothing"))).ExitCode);
        Assert.Equal("", DeskMonitorReport.Sparkline([], 10));
        Assert.Equal("▁▅█", DeskMonitorReport.Sparkline([-1, 0, 0.75], 3));
    }

    private static string? Type(DeskMonitorKeys keys, DeskMonitorReport report, string text)
    {
        string? typed = null;
        foreach (var character in text)
            typed = keys.Take(Key(character), report);
        return typed;
    }

    private static ConsoleKeyInfo Key(char character) => new(
        character, character switch { '\r' => ConsoleKey.Enter, '\b' => ConsoleKey.Backspace, '\u001b' => ConsoleKey.Escape, _ => ConsoleKey.NoName }, shift: false, alt: false, control: false);

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Plain();
}
