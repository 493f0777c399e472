using System.Text;
using Rialto.Gateways.Fix.Session;
using Rialto.Model.Units;
using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>What transcripts cannot show: messages that come while a resend runs, and what a message costs.</summary>
public sealed class FixSessionMachineTests : IFixOutput, IDisposable
{
    private static readonly FixDictionary Dictionary = FixAcceptor.VenueDictionary();
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly FixMoment Now = new(Timestamp.FromDateTimeUtc(Start.UtcDateTime), 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-fix-").FullName;
    private readonly FixFileStore _store;
    private readonly FixSessionMachine _machine;
    private readonly FixMessage _message = new();
    private readonly FixWriter _writer = new();
    private readonly List<string> _sent = [];
    private bool _isQuiet;

    /// <summary>A session that is logged on.</summary>
    public FixSessionMachineTests()
    {
        _store = new FixFileStore(_folder, "CLIENT", 1 << 24, sync: false, Now.Utc);
        _machine = new FixSessionMachine(FixTerms.Of(new FixOptions { MessagesPerSecond = 100_000_000, MessageBurst = 100_000_000 }, "CLIENT"), Dictionary, _store, this);
        _machine.Connect();
        Assert.Equal(FixReceipt.LoggedOn, Receive(FixScript.Write("35=A|98=0|108=30", 1, Start)));
        _sent.Clear();
    }

    void IFixOutput.Write(ReadOnlySpan<byte> frame)
    {
        if (_isQuiet)
            return;
        var message = new FixMessage();
        Assert.True(message.TryParse(frame.ToArray(), out _));
        _sent.Add(FixScript.Show(message, withTimes: false));
    }

    void IFixOutput.Disconnect(FixEnd reason) => _sent.Add(reason.ToString());

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Messages_that_come_while_a_resend_runs_follow_behind_it()
    {
        Send("one");
        Send("two");
        Send("three");
        _sent.Clear();
        Receive(FixScript.Write("35=2|7=2|16=3", 2, Start));
        _machine.ContinueResend(1, Now);
        Send("four");
        Assert.False(Tell("market"));
        _machine.ContinueResend(1, Now);
        Send("five");
        while (_machine.IsResending)
            _machine.ContinueResend(1, Now);
        Assert.True(Tell("the whole book"));
        Send("six");

        Assert.Equal(
            ["35=B|34=2|43=Y|148=one", "35=B|34=3|43=Y|148=two", "35=B|34=5|148=four", "35=B|34=6|148=five", "35=B|34=7|148=the whole book", "35=B|34=8|148=six"], _sent);
    }

    [Fact]
    public void A_goodbye_during_a_resend_leaves_the_rest_for_the_next_connection()
    {
        Send("one");
        Send("two");
        Receive(FixScript.Write("35=2|7=2|16=0", 2, Start));
        _sent.Clear();
        _machine.ContinueResend(1, Now);
        Send("three");
        _machine.LogOut("bye", Now);
        Assert.False(_machine.IsResending);
        Assert.Equal(["35=B|34=2|43=Y|148=one", "35=5|34=5|58=bye"], _sent);
        Assert.Equal(4, _store.NextKept(4));
    }

    [Theory]
    [InlineData("35=1|112=x")]
    [InlineData("35=2|7=1|16=0")]
    [InlineData("35=5")]
    [InlineData("35=0", 9)]
    [InlineData("35=2|7=1|16=0", 9)]
    [InlineData("35=D|11=a")]
    [InlineData("35=A|98=0|108=30|141=Y", 1)]
    public void A_disk_that_confirms_nothing_ends_the_session_without_a_word(string message, int seqNum = 2)
    {
        var (machine, store) = Other();
        Send(machine, "one");
        _sent.Clear();
        store.IsBroken = true;
        Assert.Equal(FixReceipt.Handled, Receive(machine, FixScript.Write(message, seqNum, Start)));
        while (machine.IsResending)
            machine.ContinueResend(1, Now);
        Assert.Equal((FixState.Closing, "StoreFailed"), (machine.State, Assert.Single(_sent)));
    }

    [Fact]
    public void A_disk_that_confirms_nothing_takes_no_report_and_harms_nobody_else()
    {
        var (machine, store) = Other();
        store.IsBroken = true;
        _writer.Begin("B"u8);
        _writer.Add(148, "one"u8);
        Assert.False(machine.Send(_writer, default, Now));
        Assert.Equal((FixState.Closing, "StoreFailed"), (machine.State, Assert.Single(_sent)));
        machine.Disconnect();
        Assert.False(machine.Send(_writer, default, Now));
    }

    [Fact]
    public void A_disk_that_confirms_nothing_ends_the_session_by_the_pulse_and_by_a_goodbye()
    {
        foreach (var act in (Action<FixSessionMachine>[])[machine => machine.Tick(new FixMoment(Now.Utc, 31_000_000_000)), machine => machine.LogOut("bye", Now), machine => machine.End("bye", FixEnd.Ours, Now)])
        {
            var (machine, store) = Other();
            store.IsBroken = true;
            act(machine);
            Assert.Equal((FixState.Closing, "StoreFailed"), (machine.State, Assert.Single(_sent)));
            machine.Disconnect();
        }
    }

    [Fact]
    public void A_client_that_is_not_listened_to_is_not_silent_and_hears_from_us()
    {
        Receive(FixScript.Write("35=0", 9, Start));
        _sent.Clear();
        for (var second = 1L; second <= 100; second++)
            _machine.Tick(new FixMoment(Now.Utc, second * 1_000_000_000), isListening: false);
        Assert.Equal(FixState.Online, _machine.State);
        Assert.Equal(["35=0|34=3", "35=0|34=4", "35=0|34=5"], _sent);
        _machine.Tick(new FixMoment(Now.Utc, 137_000_000_000));
        Assert.Contains("35=1|34=", string.Join(' ', _sent), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("35=2|7=5|16=6", true)]
    [InlineData("35=2|7=2|16=3", false)]
    [InlineData("35=2|7=2|16=0", false)]
    public void A_report_that_nobody_asked_for_is_missing_in_the_next_period_whatever_was_sent_after_it(string asked, bool isMissing)
    {
        Assert.True(FixSchedule.TryParse("07:00-18:00", out var schedule));
        var terms = FixTerms.Of(new FixOptions(), "CLIENT") with { Schedule = schedule };
        var machine = new FixSessionMachine(terms, Dictionary, _store, this);
        machine.Connect();
        Receive(machine, FixScript.Write("35=A|98=0|108=30|141=Y", 1, Start));
        machine.Disconnect();
        Send(machine, "two, while he was away");
        Send(machine, "three");
        machine.Connect();
        Receive(machine, FixScript.Write("35=A|98=0|108=30", 2, Start));
        Send(machine, "five");
        Send(machine, "six");
        if (asked.Length > 0)
            Receive(machine, FixScript.Write(asked, 3, Start));
        while (machine.IsResending)
            machine.ContinueResend(64, Now);
        Send(machine, "seven");
        machine.Disconnect();

        var tomorrow = Start.AddDays(1);
        Begin("eight");
        Assert.True(machine.Send(_writer, default, new FixMoment(Timestamp.FromDateTimeUtc(tomorrow.UtcDateTime), 1)));
        Assert.Equal(isMissing, _store.HasLost);
    }

    [Fact]
    public void A_message_in_and_a_message_out_allocate_nothing()
    {
        _isQuiet = true;
        _writer.Begin("B"u8);
        _writer.Add(148, "news"u8);
        var frames = Enumerable.Range(2, 3_000).Select(number => (ReadOnlyMemory<byte>)FixScript.Write("35=D|11=a|55=X|54=1|60=20261122-12:00:00|38=1|40=1", number, Start)).ToArray();
        void Run(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                if (!_message.TryParse(frames[i], out _) || _machine.Receive(_message, null, Now) != FixReceipt.Deliver || !_machine.Send(_writer, default, Now))
                    throw new InvalidOperationException();
                _machine.Tick(Now);
            }
        }

        // The store's index grows to 2,048 places meanwhile.
        Run(0, 1_100);
        Assert.Equal(0, Allocations.Of(round => Run(1_100 + round * 180, 1_280 + round * 180)));
    }

    [Fact]
    public void Whatever_comes_the_session_ends_or_goes_on_and_its_numbers_never_fall()
    {
        byte[][] samples =
        [
            FixScript.Write("35=D|11=a|55=X|54=1|60=20261122-12:00:00|38=1|40=1", 2, Start), FixScript.Write("35=2|7=1|16=0", 2, Start), FixScript.Write("35=4|123=Y|36=4", 2, Start),
            FixScript.Write("35=1|112=x", 3, Start), FixScript.Write("35=5", 2, Start), FixScript.Write("35=A|98=0|108=30", 1, Start), FixScript.Write("35=4|36=9", 2, Start),
        ];
        var random = new Random(20_261_122);
        for (var i = 0; i < 20_000; i++)
        {
            if (_machine.State == FixState.Closing)
            {
                _machine.Disconnect();
                _machine.Connect();
                Receive(FixScript.Write("35=A|98=0|108=30", _store.NextIn, Start));
            }

            var sample = samples[random.Next(samples.Length)].ToArray();
            for (var change = random.Next(3); change > 0; change--)
                sample[random.Next(sample.Length)] = (byte)random.Next(48, 58);
            var (nextIn, nextOut) = (_store.NextIn, _store.NextOut);
            Receive(sample);
            for (var piece = 0; _machine.IsResending && piece < 3; piece++)
                _machine.ContinueResend(8, Now);
            Assert.True(_store.NextIn >= nextIn && _store.NextOut >= nextOut);
            _sent.Clear();
        }
    }

    private void Send(string text) => Send(_machine, text);

    private void Send(FixSessionMachine machine, string text)
    {
        Begin(text);
        Assert.True(machine.Send(_writer, default, Now));
    }

    private bool Tell(string text)
    {
        Begin(text);
        return _machine.TryTell(_writer, Now);
    }

    private void Begin(string text)
    {
        _writer.Begin("B"u8);
        _writer.Add(148, Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The session again, logged on anew, over a disk that can fail.</summary>
    private (FixSessionMachine Machine, FullDiskStore Store) Other()
    {
        var store = new FullDiskStore(_store);
        var machine = new FixSessionMachine(FixTerms.Of(new FixOptions(), "CLIENT"), Dictionary, store, this);
        machine.Connect();
        Assert.Equal(FixReceipt.LoggedOn, Receive(machine, FixScript.Write("35=A|98=0|108=30|141=Y", 1, Start)));
        _sent.Clear();
        return (machine, store);
    }

    private FixReceipt Receive(byte[] frame) => Receive(_machine, frame);

    private FixReceipt Receive(FixSessionMachine machine, byte[] frame)
    {
        var fault = _message.TryParse(frame, out var violation) ? (FixViolation?)null : violation;
        return machine.Receive(_message, fault, Now);
    }
}
