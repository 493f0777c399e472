using System.Threading.Channels;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Compliance;

/// <summary>What the provider is told of, when, and how often.</summary>
public sealed class ProviderQueueTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-provider-").FullName;
    private readonly ManualTime _time = new();
    private readonly SlowProvider _provider = new();
    private readonly MasterKey _key;

    public ProviderQueueTests() => _key = MasterKey.Open(_folder);

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_application_is_sent_at_a_time_and_its_documents_are_read_when_it_is_its_turn()
    {
        using var desk = Open();
        desk.Start();
        for (var customer = 1; customer <= 3; customer++)
            await SubmitAsync(desk, customer);
        for (var customer = 1; customer <= 3; customer++)
        {
            var asked = await _provider.NextAsync();
            Assert.Equal(0, _provider.Waiting);
            Assert.Equal((customer, "%PDF-1.7 1"), (asked.Application.Customer, System.Text.Encoding.ASCII.GetString(asked.Read(1))));
            asked.Answer.SetResult();
        }

        await UntilAsync(() => desk.Provider!.Length == 0);
        Assert.Equal((3, 0), (desk.Provider!.Told, desk.Provider.Failed));
        Assert.All(desk.Cases.List(0, 10, _ => true), one => Assert.Equal("The provider has it.", one.Trail[^1].Text));
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_later_and_the_case_says_so_once()
    {
        using var desk = Open();
        desk.Start();
        await SubmitAsync(desk, 7);
        for (var failures = 1; failures <= 3; failures++)
        {
            (await _provider.NextAsync()).Answer.SetException(new HttpRequestException("away"));
            await UntilAsync(() => desk.Provider!.Of(1)?.Failures == failures && _time.Waiting == 1);
            Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(5 << (failures - 1)), desk.Provider!.Of(1)!.Value.Due);
            _time.Step(TimeSpan.FromSeconds(5 << (failures - 1)));
        }

        (await _provider.NextAsync()).Answer.SetResult();
        await UntilAsync(() => desk.Provider!.Length == 0);
        Assert.Equal(["The provider could not be told, and is asked again until somebody decides: away", "The provider has it, after 3 failures."], Notes(desk));
        Assert.Equal((1, 3), (desk.Provider!.Told, desk.Provider.Failed));
    }

    [Fact]
    public async Task A_start_tells_what_the_process_before_could_not_and_nothing_twice()
    {
        using (var desk = Open())
        {
            desk.Start();
            await SubmitAsync(desk, 7);
            (await _provider.NextAsync()).Answer.SetResult();
            await UntilAsync(() => desk.Provider!.Length == 0);
            await SubmitAsync(desk, 8);
            // Stopped while it is under way.
            await _provider.NextAsync();
        }

        using (var desk = Open())
        {
            desk.Start();
            var asked = await _provider.NextAsync();
            Assert.Equal(2, asked.Application.Id);
            asked.Answer.SetResult();
            await UntilAsync(() => desk.Provider!.Length == 0);
        }

        using var last = Open();
        last.Start();
        await UntilAsync(() => _time.Waiting == 1);
        Assert.Equal((0, 0), (last.Provider!.Length, _provider.Waiting));
    }

    [Fact]
    public async Task A_document_that_comes_while_it_is_told_is_told_next_and_what_is_decided_is_not_told()
    {
        using var desk = Open();
        desk.Start();
        await SubmitAsync(desk, 7);
        var first = await _provider.NextAsync();
        await SubmitAsync(desk, 7);
        await SubmitAsync(desk, 8);
        desk.Decisions.Begin(2, desk.DecisionNow(isApproved: true, VerificationTier.Level1, string.Empty, "bob"));
        desk.Decisions.Done(2);
        first.Answer.SetResult();
        var second = await _provider.NextAsync();
        Assert.Equal((1, 2), (second.Application.Id, second.Application.Documents.Count));
        second.Answer.SetResult();
        await UntilAsync(() => desk.Provider!.Length == 0);
        Assert.Equal(0, _provider.Waiting);
    }

    [Fact]
    public async Task However_many_fail_a_newer_one_is_told_next()
    {
        const int Failing = 40;
        using (var before = Open(withProvider: false))
            for (var customer = 1; customer <= Failing; customer++)
                await SubmitAsync(before, customer);
        using var desk = Open();
        desk.Start();
        for (var customer = 1; customer <= Failing; customer++)
            (await _provider.NextAsync()).Answer.SetException(new HttpRequestException("away"));
        await UntilAsync(() => desk.Provider!.Failed == Failing && _time.Waiting == 1);
        // All of them are due at once, and one is under way when the new one comes.
        _time.Step(TimeSpan.FromSeconds(5));
        var first = await _provider.NextAsync();
        await SubmitAsync(desk, 77);
        first.Answer.SetException(new HttpRequestException("away"));
        var next = await _provider.NextAsync();
        Assert.Equal(77, next.Application.Customer);
        next.Answer.SetResult();
        Assert.InRange((await _provider.NextAsync()).Application.Customer, 1, Failing);
        Assert.Equal(Failing, desk.Provider!.Length);
    }

    [Fact]
    public async Task What_the_provider_refuses_is_left_to_a_person_and_told_again_with_one_more_document_only()
    {
        using (var desk = Open())
        {
            desk.Start();
            await SubmitAsync(desk, 7);
            (await _provider.NextAsync()).Answer.SetException(new KycRefusedException("It answered 422."));
            await UntilAsync(() => desk.Provider!.Length == 0);
            Assert.Equal((0, 0, 1, 1), (desk.Provider!.Told, desk.Provider.Failed, desk.Provider.Refused, desk.Applications.CountRefusedByProvider()));
            Assert.Equal("The provider refuses it and is not asked again unless there is one more document: a person decides. It answered 422.", desk.Cases.Find(1)!.Trail[^1].Text);
            Assert.Equal(CaseStatus.Open, desk.Cases.Find(1)!.Status);
        }

        using var again = Open();
        again.Start();
        await UntilAsync(() => _time.Waiting == 1);
        Assert.Equal((0, 0), (again.Provider!.Length, _provider.Waiting));
        await SubmitAsync(again, 7);
        var asked = await _provider.NextAsync();
        Assert.Equal(2, asked.Application.Documents.Count);
        asked.Answer.SetResult();
        await UntilAsync(() => again.Provider!.Length == 0);
        Assert.Equal((2, 0), (again.Applications.Find(1)!.ToldDocuments, again.Applications.CountRefusedByProvider()));
    }

    private ComplianceDesk Open(bool withProvider = true) => new(_folder, _key, provider: withProvider ? _provider : null, time: _time);

    private static async Task SubmitAsync(ComplianceDesk desk, int customer)
    {
        var sent = new KycSubmission("Alice Example", new DateOnly(1980, 12, 31), default, VerificationTier.Level1, "passport", "%PDF-1.7 1"u8.ToArray());
        Assert.NotNull((await desk.SubmitAsync(new OwnerId(customer), sent, TestContext.Current.CancellationToken)).Application);
    }

    private static IEnumerable<string> Notes(ComplianceDesk desk) =>
        desk.Cases.Find(1)!.Trail.Select(entry => entry.Text).Where(text => text.StartsWith("The provider", StringComparison.Ordinal));

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        while (!condition())
            await Task.Delay(1, patience.Token);
    }

    private sealed record Asked(KycApplication Application, Func<int, byte[]> Read, TaskCompletionSource Answer);

    /// <summary>Answers when the test does.</summary>
    private sealed class SlowProvider : IKycProvider
    {
        private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>();

        public int Waiting => _asked.Reader.Count;

        public async Task SubmitAsync(KycApplication application, Func<int, byte[]> read, CancellationToken cancellationToken)
        {
            var asked = new Asked(application, read, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _asked.Writer.TryWrite(asked);
            await asked.Answer.Task.WaitAsync(cancellationToken);
        }

        public Task<Asked> NextAsync() => _asked.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(SocketClient.Patience, TestContext.Current.CancellationToken);
    }
}
