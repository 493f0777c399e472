using System.Text;
using System.Text.Json;
using Rialto.BackOffice.Checkpoints;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.BackOffice;

public sealed class CheckpointTests
{
    [Fact]
    public void A_journal_agrees_with_what_was_signed_also_after_it_has_grown()
    {
        using var past = Sample();
        using var key = CheckpointKey.Create(past.File("keys/checkpoint.pem"));
        var checkpoint = Read(Checkpointing.Make(past.History, key)!);
        past.Buy(1, 5, 14_000);

        var verdict = Checkpointing.Check(past.History, checkpoint, key);

        Assert.True(verdict.IsGood, verdict.Told);
        Assert.Equal(past.Commands.Count - 1, checkpoint.Sequence);
    }

    [Fact]
    public void Who_rewrites_the_past_and_all_its_hashes_is_found_out()
    {
        using var past = Sample();
        using var other = new PastJournal();
        using var key = CheckpointKey.Create(past.File("checkpoint.pem"));
        var checkpoint = Checkpointing.Make(past.History, key)!;
        // A whole valid journal that differs in one quantity.
        foreach (var command in past.Commands.Skip(other.Commands.Count))
            other.Add(command.Kind == CommandKind.NewOrder ? command with { Quantity = new(command.Quantity.Units + 1) } : command);

        var verdict = Checkpointing.Check(other.History, checkpoint, key);

        Assert.False(verdict.IsGood);
        Assert.Contains("The journal was changed at or before it", verdict.Told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_journal_and_a_damaged_one_do_not_pass()
    {
        using var past = Sample();
        using var shorter = new PastJournal();
        using var key = CheckpointKey.Create(past.File("checkpoint.pem"));
        var checkpoint = Checkpointing.Make(past.History, key)!;

        Assert.Contains("Something was cut off", Checkpointing.Check(shorter.History, checkpoint, key).Told, StringComparison.Ordinal);

        var segment = Directory.GetFiles(past.File("journal"), "*.journal")[0];
        var bytes = File.ReadAllBytes(segment);
        bytes[128 + 64 + 20] ^= 1;
        File.WriteAllBytes(segment, bytes);
        Assert.False(Checkpointing.Check(past.History, checkpoint, key).IsGood);
    }

    [Theory]
    [InlineData("sequence")]
    [InlineData("time")]
    [InlineData("chain_hash")]
    [InlineData("event_hash")]
    [InlineData("state_hash")]
    [InlineData("program")]
    [InlineData("signature")]
    public void A_changed_checkpoint_or_another_key_is_refused(string member)
    {
        using var past = Sample();
        using var key = CheckpointKey.Create(past.File("checkpoint.pem"));
        using var stranger = CheckpointKey.Create(past.File("stranger.pem"));
        var checkpoint = Checkpointing.Make(past.History, key)!;
        var changed = member switch
        {
            "sequence" => checkpoint with { Sequence = checkpoint.Sequence - 1 },
            "time" => checkpoint with { Time = new(checkpoint.Time.Nanoseconds + 1) },
            "chain_hash" => checkpoint with { ChainHash = new string('0', 64) },
            "event_hash" => checkpoint with { EventHash = new string('0', 16) },
            "state_hash" => checkpoint with { StateHash = new string('0', 16) },
            "program" => checkpoint with { Program = "9.9.9" },
            _ => checkpoint with { Signature = stranger.Sign(checkpoint.SignedText) },
        };

        Assert.Contains("not of this key", Checkpointing.Check(past.History, changed, key).Told, StringComparison.Ordinal);
        Assert.Contains("not of this key", Checkpointing.Check(past.History, checkpoint, stranger).Told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_is_for_its_owner_alone_and_the_public_half_checks()
    {
        using var past = Sample();
        var path = past.File("keys/checkpoint.pem");
        using var key = CheckpointKey.Create(path);
        File.WriteAllText(past.File("public.pem"), key.PublicPem);
        using var open = CheckpointKey.Open(past.File("public.pem"));

        Assert.True(Checkpointing.Make(past.History, key)!.IsSignedBy(open));
        Assert.Equal(key.Id, open.Id);
        Assert.Throws<IOException>(() => CheckpointKey.Create(path));
        Assert.Throws<InvalidDataException>(() => CheckpointKey.Open(Directory.GetFiles(past.File("journal"), "*.journal")[0]));
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("others may read", Assert.Throws<InvalidDataException>(() => CheckpointKey.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"rialto-checkpoint-2\"}")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.Throws<InvalidDataException>(() => Checkpoint.Read(Encoding.UTF8.GetBytes(text)));

    private static PastJournal Sample()
    {
        var past = new PastJournal();
        past.Sell(2, 40, 15_000);
        past.Buy(1, 30, 15_000);
        past.Buy(3, 30, 14_990);
        return past;
    }

    private static Checkpoint Read(Checkpoint checkpoint)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            checkpoint.Write(json);
            json.WriteEndObject();
        }

        return Checkpoint.Read(buffer.ToArray());
    }
}
