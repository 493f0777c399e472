using System.Text;
using Rialto.Gateways.Fix.Session;
using Rialto.Model.Units;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

public sealed class FixStoreTests : IDisposable
{
    private static readonly Timestamp Now = new(1_795_348_800_000_000_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-fix-").FullName;
    private readonly FixWriter _writer = new();

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Numbers_and_messages_are_there_when_it_is_opened_again()
    {
        using (var store = Open())
        {
            Assert.Equal((1, 1), (store.NextIn, store.NextOut));
            Append(store, 1, "one");
            Append(store, 3, "three");
            store.NextIn = 17;
            store.NextOut = 9;
        }

        using var again = Open();
        Assert.Equal((17, 9), (again.NextIn, again.NextOut));
        Assert.Equal(Now, again.Started);
        Assert.Equal(["one", "three"], Kept(again));
        Assert.Equal((1, 3, 3, int.MaxValue), (again.NextKept(1), again.NextKept(2), again.NextKept(3), again.NextKept(4)));
    }

    [Fact]
    public void A_message_that_was_written_before_its_number_counts_as_sent()
    {
        using (var store = Open())
            Append(store, 5, "killed here");
        using var again = Open();
        Assert.Equal(6, again.NextOut);
    }

    [Fact]
    public void Whatever_was_half_written_is_cut_off_and_the_rest_stands()
    {
        using (var store = Open())
        {
            Append(store, 1, "one");
            Append(store, 2, "two");
        }

        var path = Path.Combine(_folder, "CLIENT.a");
        var whole = File.ReadAllBytes(path);
        for (var length = whole.Length - 1; length > whole.Length / 2; length--)
        {
            File.WriteAllBytes(path, whole[..length]);
            using var torn = Open();
            Assert.Equal(["one"], Kept(torn));
            // What is told next is behind what was told before, though its record is lost.
            Assert.True(torn.TryAppend(2, Now, "8"u8, "58=again\u0001"u8, new FixCause(1_000 + whole.Length - length, 3), mayRotate: true));
            Assert.Equal(["one", "again"], Kept(torn));
        }
    }

    [Fact]
    public void A_broken_message_is_not_sent_again()
    {
        using (var store = Open())
        {
            Append(store, 1, "one");
            Append(store, 2, "two");
        }

        var path = Path.Combine(_folder, "CLIENT.a");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var broken = Open();
        Assert.Equal(["one"], Kept(broken));
    }

    [Fact]
    public void The_oldest_go_and_the_files_stay_within_their_bound()
    {
        using (var store = Open())
        {
            for (var number = 1; number <= 5_000; number++)
                Append(store, number, $"message {number} {new string('x', 100)}");
            Assert.True(store.NextKept(1) > 1_000);
            Assert.Equal(5_000, store.NextKept(5_000));
            Assert.False(store.TryRead(1, _writer, out _));
        }

        Assert.InRange(Directory.GetFiles(_folder).Sum(file => new FileInfo(file).Length), 30_000, 65_536 + 4_096);
        using var again = Open();
        var first = again.NextKept(1);
        Assert.Equal(5_000 - first + 1, Kept(again).Count);
    }

    [Fact]
    public void A_reset_forgets_everything_also_where_the_files_could_not_be_emptied()
    {
        byte[] before;
        using (var store = Open())
        {
            Append(store, 1, "of before");
            store.NextIn = 8;
            before = File.ReadAllBytes(Path.Combine(_folder, "CLIENT.a"));
            store.Reset(new Timestamp(Now.Nanoseconds + 1));
            Assert.Equal((1, 1), (store.NextIn, store.NextOut));
            Assert.Empty(Kept(store));
        }

        File.WriteAllBytes(Path.Combine(_folder, "CLIENT.a"), before);
        using var again = Open();
        Assert.Empty(Kept(again));
        Assert.Equal((1, 1), (again.NextIn, again.NextOut));
        Assert.Equal(Now.Nanoseconds + 1, again.Started.Nanoseconds);
    }

    [Fact]
    public void How_far_it_was_told_and_what_is_missing_outlive_everything_but_being_set()
    {
        using (var store = Open())
        {
            Assert.True(store.Told.IsNone);
            Append(store, 1, "one");
            store.HasLost = true;
            store.Delivered = 1;
            store.Reset(Now);
            Assert.Equal((0, true, new FixCause(101, 3)), (store.Delivered, store.HasLost, store.Told));
            Append(store, 7, "seven");
            store.Delivered = 7;
        }

        using var again = Open();
        Assert.Equal((7, true, new FixCause(107, 3)), (again.Delivered, again.HasLost, again.Told));
    }

    [Fact]
    public void A_message_that_was_written_before_the_page_was_says_itself_how_far_it_tells()
    {
        byte[] page;
        using (var store = Open())
        {
            Append(store, 1, "one");
            store.NextOut = 2;
            page = ReadPage();
            Append(store, 2, "killed here");
        }

        File.WriteAllBytes(Path.Combine(_folder, "CLIENT.seq"), page);
        using var again = Open();
        Assert.Equal((3, new FixCause(102, 3)), (again.NextOut, again.Told));
        Assert.Equal(["one", "killed here"], Kept(again));
    }

    [Fact]
    public void Nothing_is_pushed_out_while_a_resend_reads()
    {
        using var store = Open();
        var number = 0;
        while (store.NextKept(1) == 1 || number == 0)
            Append(store, ++number, new string('x', 1_000));
        var oldest = store.NextKept(1);
        for (var i = 0; i < 30; i++)
            Assert.True(store.TryAppend(++number, Now, "8"u8, new byte[1_000], default, mayRotate: false));
        Assert.Equal(oldest, store.NextKept(1));
        Append(store, ++number, "next");
        Assert.True(store.NextKept(1) > oldest);
        Assert.Equal(number, store.NextKept(number));
    }

    [Fact]
    public void Numbers_of_before_there_were_causes_go_on_and_say_that_something_may_be_missing()
    {
        using (var store = Open())
            (store.NextIn, store.NextOut) = (5, 9);
        var page = ReadPage();
        page[8] = 1;
        File.WriteAllBytes(Path.Combine(_folder, "CLIENT.seq"), page);
        using var again = Open();
        Assert.Equal((5, 9, true), (again.NextIn, again.NextOut, again.HasLost));
        Assert.True(new FixCause(1_000_000, 7).IsWithin(again.Told));
    }

    [Fact]
    public void A_cause_of_version_2_is_the_same_event_afterwards()
    {
        using (var store = Open())
        {
            // Version 2: the resting side of the trade at index 3.
            store.Told = new FixCause(104, 7);
            store.NextOut = 2;
        }

        var page = ReadPage();
        page[8] = 2;
        File.WriteAllBytes(Path.Combine(_folder, "CLIENT.seq"), page);
        using (var again = Open())
            Assert.Equal((FixCause.Of(104, 3, isMaker: true), false), (again.Told, again.HasLost));
        using var later = Open();
        Assert.Equal(FixCause.Of(104, 3, isMaker: true), later.Told);
    }

    [Fact]
    public void Files_of_others_are_refused()
    {
        Open().Dispose();
        foreach (var file in Directory.GetFiles(_folder))
            File.Move(file, file.Replace("CLIENT", "OTHER", StringComparison.Ordinal));
        Assert.Contains("CLIENT", Assert.Throws<InvalidDataException>(() => Open("OTHER")).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "NOISE.seq"), new string('x', 5_000));
        Assert.Throws<InvalidDataException>(() => Open("NOISE"));
    }

    [Fact]
    public void Keeping_and_reading_allocate_nothing_once_warm()
    {
        using var store = Open();
        var body = new byte[100];
        void Run(int from, int count)
        {
            for (var number = from; number < from + count; number++)
            {
                store.TryAppend(number, Now, "8"u8, body, new FixCause(number, 0), mayRotate: true);
                store.NextOut = number + 1;
                store.NextIn = number;
                store.TryRead(number, _writer, out _);
            }
        }

        Run(1, 1_000);
        Assert.Equal(0, Allocations.Of(round => Run(1_001 + round * 400, 400)));
    }

    private FixFileStore Open(string compId = "CLIENT") => new(_folder, compId, 65_536, sync: true, Now);

    private static void Append(FixFileStore store, int number, string text) => Assert.True(store.TryAppend(number, Now, "8"u8, Encoding.ASCII.GetBytes($"58={text}\u0001"), new FixCause(100 + number, 3), mayRotate: true));

    // While the store is open this process cannot open its page a second time; another one can.
    private byte[] ReadPage()
    {
        var copy = Path.Combine(_folder, "copy");
        using (var process = System.Diagnostics.Process.Start("cp", [Path.Combine(_folder, "CLIENT.seq"), copy]))
            process.WaitForExit();
        var page = File.ReadAllBytes(copy);
        File.Delete(copy);
        return page;
    }

    private List<string> Kept(FixFileStore store)
    {
        var kept = new List<string>();
        for (var number = store.NextKept(1); number != int.MaxValue; number = store.NextKept(number + 1))
        {
            Assert.True(store.TryRead(number, _writer, out var time));
            Assert.Equal(Now, time);
            kept.Add(Encoding.ASCII.GetString(_writer.Body)[3..^1]);
        }

        return kept;
    }
}
