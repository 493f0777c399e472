using System.Net;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Door;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>The files beside a desk: which run is the newest, and what happens where they cannot be written.</summary>
public sealed class DeskFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_newest_run_is_the_one_that_began_last_whatever_its_name_has_behind()
    {
        var folder = new DeskFolder(_folder.Path);
        Make("run-20260101T000000Z", hasEnded: false);
        Make("run-20260101T000000Z-2", hasEnded: false);
        Make("run-20260101T000000Z-10", hasEnded: false);
        Assert.Equal(_folder.File("run-20260101T000000Z-10"), folder.Unfinished());
        Make("run-20260102T000000Z", hasEnded: true);
        Assert.Null(folder.Unfinished());
        Make("run-20260103T000000Z", hasEnded: false);
        Assert.Equal(_folder.File("run-20260103T000000Z"), folder.Unfinished());
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_told_and_ends_nothing()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        var folder = new DeskFolder(_folder.Path);
        var draft = _folder.File("status.json.new");
        Directory.CreateDirectory(draft);
        Assert.Contains("cannot be written", folder.TryWriteStatus(rig.Desk, rig.Run, isRunning: true, 1));
        Assert.Null(folder.ReadStatus());
        Directory.Delete(draft);
        Assert.Null(folder.TryWriteStatus(rig.Desk, rig.Run, isRunning: true, 1));
        Assert.NotNull(folder.ReadStatus());
    }

    [Fact]
    public void An_act_at_the_door_on_a_full_disk_is_remembered_and_counted_and_does_not_throw()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no device that is always full.");
        using var acts = new DoorActs("/dev/full");
        for (var i = 0; i < 3; i++)
            acts.Add(new DoorAct(DateTimeOffset.UnixEpoch, "anna", IPAddress.Loopback, "emergency_stop", "", "", "asked"));
        Assert.Equal(3, acts.Unwritten);
        Assert.Equal(3, acts.Copy().Length);

        var path = _folder.File("door.jsonl");
        using (var kept = new DoorActs(path))
        {
            kept.Add(new DoorAct(DateTimeOffset.UnixEpoch, "anna", IPAddress.Loopback, "emergency_stop", "", "", "asked"));
            Assert.Equal(0, kept.Unwritten);
            Assert.EndsWith("}\n", File.ReadAllText(path));
        }
    }

    private void Make(string name, bool hasEnded)
    {
        Directory.CreateDirectory(_folder.File(name));
        File.WriteAllText(DeskFolder.ConfigurationOf(_folder.File(name)), """{ "Mode": "live" }""");
        if (hasEnded)
            File.WriteAllText(Path.Combine(_folder.File(name), "end.json"), "{}");
    }
}
