using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Compliance;

/// <summary>When names are looked up, how many at once, and what becomes of what is found.</summary>
public sealed class NameScreeningTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-screening-").FullName;
    private readonly ManualTime _time = new();
    private readonly MasterKey _key;

    public NameScreeningTests() => _key = MasterKey.Open(_folder);

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Another_sanctions_list_has_all_names_looked_up_again_once()
    {
        using (var desk = Open("first"))
        {
            await SubmitAsync(desk, 5);
            Assert.Equal(1, desk.Cases.OpenCount);
        }

        using (var desk = Open("second", new SanctionHit("36", 97)))
        {
            await PassedAsync(desk);
            var found = desk.Cases.Find(2)!;
            Assert.Equal((CaseKind.Sanctions, "sanctions-1", 5), (found.Kind, found.Key, found.Owners[0]));
            Assert.Equal(["36 (97)"], desk.Applications.Find(1)!.SanctionHits);
            desk.Cases.Do(2, CaseAction.Closed, "Another person.", "root");
        }

        using (var desk = Open("second", new SanctionHit("36", 97), new SanctionHit("40", 90)))
        {
            await PassedAsync(desk);
            Assert.Equal((CaseStatus.Closed, 0), (desk.Cases.Find(2)!.Status, desk.Screening!.Done));
        }

        using (var desk = Open("third", new SanctionHit("36", 95), new SanctionHit("40", 90), SanctionHit.NotInFull))
        {
            await PassedAsync(desk);
            Assert.Equal(CaseStatus.Open, desk.Cases.Find(2)!.Status);
            Assert.EndsWith("the name is like 40 (90) of the sanctions list, and cannot be compared in full", desk.Cases.Find(2)!.Trail[^1].Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_start_waits_for_nobody_and_no_machine_decides_about_a_name_that_was_not_looked_up_in_the_present_list()
    {
        using (var before = Open("first"))
            for (var customer = 1; customer <= 3; customer++)
                await SubmitAsync(before, customer);
        using var slow = new SemaphoreSlim(0);
        using var desk = new ComplianceDesk(_folder, _key, (_, _) =>
        {
            slow.Wait();
            return [new SanctionHit("36", 97)];
        }, time: _time, list: "second", screenings: 1);
        desk.Start();
        Assert.Equal((3, 0), (desk.Screening!.Remaining, desk.Screening.Done));

        var caughtUp = Task.Run(() => desk.CatchUpAsync(3, TestContext.Current.CancellationToken).AsTask());
        Assert.False(caughtUp.IsCompleted);
        slow.Release(3);
        await caughtUp.WaitAsync(SocketClient.Patience, TestContext.Current.CancellationToken);
        Assert.NotNull(desk.WhyAPersonDecides(3, default, new Verification(VerificationState.Verified, VerificationTier.Level1, default)));
        await PassedAsync(desk, start: false);
        Assert.Equal((3, 3), (desk.Screening.Done, desk.Cases.List(0, 10, one => one.Kind == CaseKind.Sanctions).Count));
    }

    [Fact]
    public async Task So_many_names_are_looked_up_at_once()
    {
        var (now, most) = (0, 0);
        using var gate = new SemaphoreSlim(0);
        using var desk = new ComplianceDesk(_folder, _key, (_, _) =>
        {
            var count = Interlocked.Increment(ref now);
            InterlockedMax(ref most, count);
            gate.Wait();
            Interlocked.Decrement(ref now);
            return [];
        }, time: _time, list: "one", screenings: 2);
        var sent = Enumerable.Range(1, 8).Select(customer => Task.Run(() => SubmitAsync(desk, customer))).ToArray();
        while (Volatile.Read(ref now) < 2)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        gate.Release(8);
        await Task.WhenAll(sent).WaitAsync(SocketClient.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(2, most);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private ComplianceDesk Open(string list, params SanctionHit[] hits) => new(_folder, _key, (_, _) => hits, time: _time, list: list);

    private static async Task PassedAsync(ComplianceDesk desk, bool start = true)
    {
        if (start)
            desk.Start();
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        while (desk.Screening!.Remaining > 0)
            await Task.Delay(1, patience.Token);
    }

    private static async Task SubmitAsync(ComplianceDesk desk, int customer)
    {
        var person = new KycSubmission("Ivan Petrov", new DateOnly(1970, 1, 2), default, VerificationTier.Level1, "passport", "%PDF-1.7"u8.ToArray());
        Assert.NotNull((await desk.SubmitAsync(new OwnerId(customer), person, TestContext.Current.CancellationToken)).Application);
    }
}
