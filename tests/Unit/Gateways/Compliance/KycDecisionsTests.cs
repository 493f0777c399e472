using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Compliance;

/// <summary>What a stop at any step of a decision leaves, and what the next start makes of it.</summary>
public sealed class KycDecisionsTests : IDisposable
{
    private static readonly KycSubmission Sent = new("Alice Example", new DateOnly(1980, 12, 31), default, VerificationTier.Level1, "passport", "%PDF-1.7 1"u8.ToArray());

    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-decisions-").FullName;
    private readonly ManualTime _time = new();
    private readonly MasterKey _key;

    public KycDecisionsTests() => _key = MasterKey.Open(_folder);

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true, "Approved: all there")]
    [InlineData(false, "Rejected: all there")]
    public async Task A_stop_between_the_application_and_its_case_is_completed_once_in_the_name_of_who_decided(bool isApproved, string text)
    {
        using (var desk = await SubmittedAsync())
        {
            desk.Decisions.Begin(1, desk.DecisionNow(isApproved, VerificationTier.Level1, "all there", "bob"));
            desk.Applications.Update(1, before => before with { Status = isApproved ? KycStatus.Approved : KycStatus.Rejected });
        }

        for (var start = 0; start < 3; start++)
        {
            _time.Step(TimeSpan.FromHours(1));
            using var desk = Open();
            var one = desk.Cases.Find(1)!;
            Assert.Equal(CaseStatus.Closed, one.Status);
            var closed = Assert.Single(one.Trail, entry => entry.Action == CaseAction.Closed);
            Assert.Equal(("bob", $"{text} Decided 2026-11-21 09:00:00 UTC; the exchange stopped before it was written here."), (closed.Actor, closed.Text));
        }
    }

    [Fact]
    public async Task A_stop_before_it_is_known_whether_the_journal_has_it_tells_the_case_who_decided_what_and_somebody_decides_again()
    {
        using (var desk = await SubmittedAsync())
            desk.Decisions.Begin(1, desk.DecisionNow(isApproved: true, VerificationTier.Level2, "all there", "bob"));

        for (var start = 0; start < 2; start++)
        {
            using var again = Open();
            Assert.Equal((CaseStatus.Open, KycStatus.Submitted), (again.Cases.Find(1)!.Status, again.Applications.Find(1)!.Status));
            var note = Assert.Single(again.Cases.Find(1)!.Trail, entry => entry.Text.Contains("bob", StringComparison.Ordinal));
            Assert.StartsWith("bob decided 2026-11-21 09:00:00 UTC: approved for Level2. Whether it reached the journal is not known", note.Text, StringComparison.Ordinal);
        }

        using var last = Open();
        last.Decisions.Begin(1, last.DecisionNow(isApproved: false, VerificationTier.Unverified, "We could not read it.", "carol"));
        Assert.Equal((KycStatus.Rejected, "We could not read it."), (last.Decisions.Done(1).Status, last.Applications.Find(1)!.Reason));
        Assert.Equal(("carol", "Rejected: We could not read it."), (last.Cases.Find(1)!.Trail[^1].Actor, last.Cases.Find(1)!.Trail[^1].Text));
    }

    [Fact]
    public async Task A_decision_that_was_refused_leaves_nothing_and_one_under_way_is_told_before_the_next()
    {
        using var desk = await SubmittedAsync();
        var lines = desk.Cases.Find(1)!.Trail.Count;
        desk.Decisions.Begin(1, desk.DecisionNow(isApproved: true, VerificationTier.Level1, string.Empty, "bob"));
        desk.Decisions.Withdraw(1);
        desk.Decisions.Begin(1, desk.DecisionNow(isApproved: true, VerificationTier.Level1, string.Empty, "carol"));
        Assert.Equal(lines, desk.Cases.Find(1)!.Trail.Count);
        desk.Decisions.Begin(1, desk.DecisionNow(isApproved: true, VerificationTier.Level1, string.Empty, "dave"));
        Assert.StartsWith("carol decided", desk.Cases.Find(1)!.Trail[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_was_closed_and_reopened_stays_open_and_one_decided_before_it_was_kept_who_did_is_closed()
    {
        using (var desk = await SubmittedAsync())
        {
            desk.Decisions.Begin(1, desk.DecisionNow(isApproved: true, VerificationTier.Level1, string.Empty, "bob"));
            desk.Decisions.Done(1);
            desk.Cases.Do(1, CaseAction.Reopened, string.Empty, "carol");
            await SubmitAsync(desk, 8);
            desk.Applications.Update(2, before => before with { Status = KycStatus.Approved });
        }

        using var again = Open();
        Assert.Equal(CaseStatus.Open, again.Cases.Find(1)!.Status);
        Assert.Equal((CaseStatus.Closed, ComplianceDesk.Exchange, "Approved. Who decided was not written down before the exchange stopped."), (again.Cases.Find(2)!.Status, again.Cases.Find(2)!.Trail[^1].Actor, again.Cases.Find(2)!.Trail[^1].Text));
    }

    [Fact]
    public async Task How_often_a_customer_has_applied_is_known_after_a_start()
    {
        for (var sent = 1; sent <= 2; sent++)
        {
            using var desk = Open(mostApplications: 2);
            await SubmitAsync(desk, 7);
            desk.Decisions.Begin(sent, desk.DecisionNow(isApproved: false, VerificationTier.Unverified, "No.", "bob"));
            desk.Decisions.Done(sent);
        }

        using var last = Open(mostApplications: 2);
        var (application, _, wait) = await last.SubmitAsync(new OwnerId(7), Sent, TestContext.Current.CancellationToken);
        Assert.Equal((null, TimeSpan.FromHours(24)), (application, wait));
        await SubmitAsync(last, 8);
    }

    private ComplianceDesk Open(int mostApplications = ComplianceDesk.UsualApplications) => new(_folder, _key, time: _time, mostApplications: mostApplications);

    private async Task<ComplianceDesk> SubmittedAsync()
    {
        var desk = Open();
        await SubmitAsync(desk, 7);
        return desk;
    }

    private static async Task SubmitAsync(ComplianceDesk desk, int customer)
    {
        Assert.NotNull((await desk.SubmitAsync(new OwnerId(customer), Sent, TestContext.Current.CancellationToken)).Application);
    }
}
