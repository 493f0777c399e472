using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Compliance;

/// <summary>Applications, the provider's webhook and the case queue over REST, on the product's engine.</summary>
public sealed class ComplianceDeskTests : IAsyncLifetime
{
    private const string Secret = "a secret that both know";

    private static readonly string Passport = Convert.ToBase64String("%PDF-1.7 a passport"u8);

    private readonly ManualTime _time = new();
    private readonly ToldProvider _provider = new();
    private RunningExchange _exchange = null!;
    private RestClient _desk = null!;
    private RestClient _alice = null!;
    private RestClient _anybody = null!;
    private string _folder = string.Empty;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(clock: _time, compliance: (folder, _) =>
        {
            _folder = Path.Combine(folder, "compliance");
            Directory.CreateDirectory(_folder);
            return new ComplianceServices(
                new ComplianceDesk(_folder, MasterKey.Open(Path.Combine(folder, "keys")), (name, _) => name.Contains("Petrov", StringComparison.Ordinal) ? [new SanctionHit("36", 97)] : [], _provider, _time),
                new ProviderSignature(Secret, _time));
        });
        _exchange.Compliance!.Desk.Start();
        _desk = _exchange.Rest("desk", Role.Find("operator")!.Permissions);
        _alice = _exchange.Rest("alice", Role.Find("trader")!.Permissions);
        _anybody = _exchange.Anonymous();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in (RestClient[])[_desk, _alice, _anybody])
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task An_application_becomes_a_case_that_an_operator_decides_and_the_decision_is_in_the_journal()
    {
        var sent = await SubmitAsync("Alice Example");
        Assert.Equal((201, "submitted", "1"), (sent.Status, sent["status"], sent["application_id"]));
        Assert.Equal("pending", (await _alice.GetAsync("/api/v1/kyc/status"))["state"]);
        var queue = await _desk.GetAsync("/api/v1/compliance/cases?kind=verification&status=open");
        Assert.Equal("alice", queue.Body.GetProperty("cases")[0].GetProperty("users")[0].GetString());

        Assert.Equal("in_review", (await ActAsync(1, """{"action":"assign"}"""))["status"]);
        var seen = await _desk.GetAsync("/api/v1/compliance/applications/1?document=1");
        Assert.Equal(("Alice Example", Passport), (seen["name"], seen["content"]));
        Assert.Equal(400, (await ActAsync(1, """{"action":"close","text":"done"}""")).Status);
        Assert.Equal("approved", (await ActAsync(1, """{"action":"approve","tier":"level1","text":"all there"}"""))["status"]);
        Assert.Equal(409, (await ActAsync(1, """{"action":"approve"}""")).Status);

        var status = await _alice.GetAsync("/api/v1/kyc/status");
        Assert.Equal(("verified", "level1", "CH"), (status["state"], status["tier"], status["country"]));
        var commands = await _exchange.OnEngineAsync(_ => _exchange.Journal.ToArray());
        var decision = Assert.Single(commands, command => command.Kind == CommandKind.SetVerification);
        Assert.Equal("CH", decision.Text.ToString());
        Assert.DoesNotContain(commands, command => command.Text.ToString().Contains("Alice", StringComparison.Ordinal));
        var trail = (await _desk.GetAsync("/api/v1/compliance/cases/1")).Body.GetProperty("trail").EnumerateArray().Select(entry => $"{entry.GetProperty("actor")} {entry.GetProperty("action")}");
        Assert.Equal(["exchange opened", "desk assigned", "desk noted", "desk closed"], trail.Where(line => line != "exchange noted"));
    }

    [Fact]
    public async Task A_name_like_one_of_the_list_is_a_case_of_its_own_and_no_machine_lets_it_in()
    {
        await SubmitAsync("Ivan Petrov");
        var sanctions = (await _desk.GetAsync("/api/v1/compliance/cases?kind=sanctions")).Body.GetProperty("cases")[0];
        Assert.Contains("36 (97)", sanctions.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal("submitted", (await WebhookAsync("""{"application_id":"1","decision":"approved"}"""))["status"]);
        Assert.Equal("pending", (await _alice.GetAsync("/api/v1/kyc/status"))["state"]);
        Assert.Equal("rejected", (await ActAsync(1, """{"action":"reject","text":"We cannot take you."}"""))["status"]);
        var status = await _alice.GetAsync("/api/v1/kyc/status");
        Assert.Equal(("rejected", "We cannot take you."), (status["state"], status.Body.GetProperty("application").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_provider_is_told_and_its_signed_answer_decides_once()
    {
        await SubmitAsync("Alice Example");
        Assert.Equal("%PDF-1.7 a passport", Encoding.ASCII.GetString(await _provider.Told.Task.WaitAsync(SocketClient.Patience, TestContext.Current.CancellationToken)));
        const string Approved = """{"application_id":"1","decision":"approved","tier":"level2"}""";
        RestOrderTests.AssertProblem(await WebhookAsync(Approved, secret: "another"), 401, RejectReason.Unauthorized);
        RestOrderTests.AssertProblem(await WebhookAsync(Approved, late: TimeSpan.FromMinutes(6)), 401, RejectReason.Unauthorized);
        RestOrderTests.AssertProblem(await _anybody.PostAsync("/api/v1/kyc/webhook", Approved), 401, RejectReason.Unauthorized);
        Assert.Equal("approved", (await WebhookAsync(Approved))["status"]);
        Assert.Equal("approved", (await WebhookAsync("""{"application_id":"1","decision":"rejected"}"""))["status"]);
        Assert.Equal("level2", (await _alice.GetAsync("/api/v1/kyc/status"))["tier"]);
        Assert.Equal(404, (await WebhookAsync("""{"application_id":"9","decision":"approved"}""")).Status);
    }

    [Fact]
    public async Task What_is_being_looked_at_does_not_change_and_a_hit_is_not_forgotten()
    {
        await SubmitAsync("Ivan Petrov");
        Assert.Equal(422, (await SubmitAsync("Iwan Pjetrow")).Status);
        Assert.Equal(201, (await SubmitAsync("Ivan Petrov")).Status);
        Assert.Equal("rejected", (await ActAsync(1, """{"action":"reject","text":"Unreadable."}"""))["status"]);

        Assert.Equal(201, (await SubmitAsync("Iwan Pjetrow")).Status);
        Assert.Equal("submitted", (await WebhookAsync("""{"application_id":"2","decision":"approved"}"""))["status"]);
        Assert.Equal("rejected", (await _alice.GetAsync("/api/v1/kyc/status"))["state"]);
    }

    [Fact]
    public async Task A_machine_lifts_no_suspension_and_an_application_refused_takes_nothing_from_somebody_verified()
    {
        await SubmitAsync("Alice Example");
        Assert.Equal("approved", (await WebhookAsync("""{"application_id":"1","decision":"approved","tier":"level1"}"""))["status"]);
        await SubmitAsync("Alice Example");
        Assert.Equal("submitted", (await WebhookAsync("""{"application_id":"2","decision":"rejected"}"""))["status"]);
        Assert.Equal("rejected", (await ActAsync(2, """{"action":"reject","text":"Unreadable."}"""))["status"]);
        var status = await _alice.GetAsync("/api/v1/kyc/status");
        Assert.Equal(("verified", "level1"), (status["state"], status["tier"]));

        using var admin = _exchange.Rest("root", Role.Find("admin")!.Permissions);
        Assert.Equal(200, (await admin.PutAsync("/api/v1/users/alice/verification", """{"state":"suspended"}""")).Status);
        await SubmitAsync("Alice Example");
        Assert.Equal("submitted", (await WebhookAsync("""{"application_id":"3","decision":"approved"}"""))["status"]);
        Assert.Equal(409, (await ActAsync(3, """{"action":"approve"}""")).Status);
        Assert.Equal("suspended", (await _alice.GetAsync("/api/v1/kyc/status"))["state"]);
    }

    [Theory]
    [InlineData("verified", "level1", "approved", "level1")]
    [InlineData("verified", "level2", "approved", "level2")]
    [InlineData("verified", "level3", "submitted", "level3")]
    [InlineData("pending", "level3", "submitted", "level3")]
    [InlineData("pending", "unverified", "approved", "level2")]
    public async Task A_machine_gives_and_never_takes(string state, string has, string becomes, string then)
    {
        // What the provider says is level 2, or with level 1 as little as the customer has.
        using var admin = _exchange.Rest("root", Role.Find("admin")!.Permissions);
        Assert.Equal(200, (await admin.PutAsync("/api/v1/users/alice/verification", $$"""{"state":"{{state}}","tier":"{{has}}"}""")).Status);
        await SubmitAsync("Alice Example");
        var granted = has == "level1" ? "level1" : "level2";
        Assert.Equal(becomes, (await WebhookAsync($$"""{"application_id":"1","decision":"approved","tier":"{{granted}}"}"""))["status"]);
        Assert.Equal(then, (await _alice.GetAsync("/api/v1/kyc/status"))["tier"]);
        if (becomes == "approved")
            return;

        if (state == "pending")
            Assert.Equal("submitted", (await WebhookAsync("""{"application_id":"1","decision":"rejected"}"""))["status"]);
        Assert.Contains(_exchange.Compliance!.Desk.Cases.Find(1)!.Trail, entry => entry.Text == "The provider says approved for Level2; the customer has Level3, and only a person lowers a tier.");
        Assert.Equal("approved", (await ActAsync(1, """{"action":"approve","tier":"level1"}"""))["status"]);
        Assert.Equal("level1", (await _alice.GetAsync("/api/v1/kyc/status"))["tier"]);
    }

    [Fact]
    public async Task Metrics_tell_of_applications_cases_the_provider_and_names()
    {
        await SubmitAsync("Ivan Petrov");
        await _provider.Told.Task.WaitAsync(SocketClient.Patience, TestContext.Current.CancellationToken);
        while (_exchange.Compliance!.Desk.Provider!.Length > 0)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        _time.Step(TimeSpan.FromSeconds(90));
        var page = (await _anybody.GetAsync("/metrics")).Body.GetString()!;
        foreach (var line in (string[])[
            "applications{status=\"submitted\"} 1", "applications{status=\"approved\"} 0", "oldest_application_age_seconds 90", "open_cases{kind=\"sanctions\"} 1", "open_cases{kind=\"verification\"} 1",
            "provider_queue_length 0", "provider_deliveries_total 1", "provider_failures_total 0", "screenings_total 1", "names_to_screen 0"])
            Assert.Contains($"\nrialto_compliance_{line}\n", page, StringComparison.Ordinal);
        Assert.Contains("\nlong_requests 0\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sub_accounts_key_neither_applies_for_its_parent_nor_sees_its_application()
    {
        using var admin = _exchange.Rest("root", Role.Find("admin")!.Permissions);
        using var sub = _exchange.Rest("alice-sub", Role.Find("trader")!.Permissions);
        Assert.Equal(201, (await admin.PostAsync("/api/v1/accounts", """{"user_id":"alice"}""")).Status);
        Assert.Equal(201, (await admin.PostAsync("/api/v1/accounts", """{"user_id":"alice-sub","parent":"alice"}""")).Status);
        await SubmitAsync("Alice Example");
        RestOrderTests.AssertProblem(await sub.PostAsync("/api/v1/kyc/submit", Body("Mallory Example")), 403, RejectReason.Forbidden);
        var status = await sub.GetAsync("/api/v1/kyc/status");
        Assert.Equal(("alice", null), (status["user_id"], status["application"]));
        Assert.Equal("1", (await _alice.GetAsync("/api/v1/kyc/status")).Body.GetProperty("application").GetProperty("application_id").GetString());
    }

    [Fact]
    public async Task Of_many_decisions_at_once_one_is_in_the_journal_and_the_others_are_told_so()
    {
        await SubmitAsync("Alice Example");
        await _exchange.PauseEngineAsync();
        var decisions = Enumerable.Range(0, 8).Select(i => i % 3 == 0
            ? WebhookAsync("""{"application_id":"1","decision":"approved","tier":"level1"}""")
            : ActAsync(1, i % 3 == 1 ? """{"action":"approve"}""" : """{"action":"reject","text":"No."}""")).ToArray();
        _exchange.ResumeEngine();
        var statuses = (await Task.WhenAll(decisions)).Select(answer => answer.Status).ToList();
        // A provider that comes when it is decided already is answered as it is.
        Assert.Contains(200, statuses);
        Assert.All(statuses, status => Assert.True(status is 200 or 409));
        var commands = await _exchange.OnEngineAsync(_ => _exchange.Journal.ToArray());
        Assert.Single(commands, command => command.Kind == CommandKind.SetVerification);
        Assert.Contains(409, statuses);
        Assert.Single((await _desk.GetAsync("/api/v1/compliance/cases/1")).Body.GetProperty("trail").EnumerateArray(), entry => entry.GetProperty("action").GetString() == "closed");
    }

    [Fact]
    public async Task A_suspension_that_comes_with_an_approval_holds_and_changes_of_different_fields_at_once_all_hold()
    {
        using var admin = _exchange.Rest("root", Role.Find("admin")!.Permissions);
        await SubmitAsync("Alice Example");
        await _exchange.PauseEngineAsync();
        Task<RestAnswer>[] changes =
        [
            ActAsync(1, """{"action":"approve","tier":"level1"}"""), admin.PutAsync("/api/v1/users/alice/verification", """{"state":"suspended"}"""),
            admin.PutAsync("/api/v1/compliance/policy", """{"required":true}"""), admin.PutAsync("/api/v1/compliance/policy", """{"listed_only":true}"""),
        ];
        _exchange.ResumeEngine();
        await Task.WhenAll(changes);
        Assert.Equal("suspended", (await _alice.GetAsync("/api/v1/kyc/status"))["state"]);
        var policy = await admin.GetAsync("/api/v1/compliance/policy");
        Assert.Equal(("True", "True"), (policy["required"], policy["listed_only"]));
    }

    [Fact]
    public async Task A_customer_sends_so_many_applications_in_24_hours_and_is_told_when_the_next_is_taken()
    {
        for (var i = 1; i <= ComplianceDesk.UsualApplications; i++)
        {
            Assert.Equal(201, (await SubmitAsync("Alice Example")).Status);
            Assert.Equal("rejected", (await ActAsync(i, """{"action":"reject","text":"Unreadable."}"""))["status"]);
            _time.Step(TimeSpan.FromHours(1));
        }

        var refused = await SubmitAsync("Alice Example");
        RestOrderTests.AssertProblem(refused, 429, RejectReason.ApplicationLimitReached);
        Assert.Equal(((24 - ComplianceDesk.UsualApplications) * 3_600_000L).ToString(System.Globalization.CultureInfo.InvariantCulture), refused["retry_after_ms"]);
        using (var bob = _exchange.Rest("bob", Role.Find("trader")!.Permissions))
            Assert.Equal(201, (await bob.PostAsync("/api/v1/kyc/submit", Body("Bob Example"))).Status);

        _time.Step(TimeSpan.FromHours(24 - ComplianceDesk.UsualApplications) - TimeSpan.FromSeconds(1));
        Assert.Equal(429, (await SubmitAsync("Alice Example")).Status);
        _time.Step(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await SubmitAsync("Alice Example")).Status);
        // One more document is no application.
        Assert.Equal(201, (await SubmitAsync("Alice Example")).Status);
    }

    [Theory]
    [InlineData("country", "\"Switzerland\"", 400)]
    [InlineData("birth_date", "\"31.12.1980\"", 400)]
    [InlineData("birth_date", "null", 400)]
    [InlineData("tier", "\"unverified\"", 400)]
    [InlineData("document", "\"not base64!\"", 400)]
    [InlineData("document", "\"TVpQAAI=\"", 422)]
    public async Task What_cannot_be_an_application_is_refused(string field, string value, int status)
    {
        var body = Body("Alice Example").Split(',').Select(part => part.Contains($"\"{field}\":", StringComparison.Ordinal) ? $"\"{field}\":{value}" : part.Trim('{', '}'));
        Assert.Equal(status, (await _alice.PostAsync("/api/v1/kyc/submit", "{" + string.Join(',', body) + "}")).Status);
    }

    [Fact]
    public async Task Documents_are_encrypted_where_they_lie_limited_in_size_and_number_and_no_stranger_sends_a_long_body()
    {
        for (var i = 0; i < KycStore.MaxDocuments; i++)
            Assert.Equal(201, (await SubmitAsync("Alice Example")).Status);
        Assert.Equal(422, (await SubmitAsync("Alice Example")).Status);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(_folder, "kyc")))
        {
            var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            Assert.True(bytes.AsSpan().IndexOf("Alice"u8) < 0 && bytes.AsSpan().IndexOf("%PDF"u8) < 0, path);
        }

        var huge = new byte[(4 << 20) + 1];
        "%PDF-"u8.CopyTo(huge);
        Assert.Equal(400, (await _alice.PostAsync("/api/v1/kyc/submit", Body("Alice Example", Convert.ToBase64String(huge)))).Status);
        Assert.Equal(401, (await _anybody.PostAsync("/api/v1/kyc/submit", Body("Alice Example"))).Status);
        Assert.DoesNotContain("Alice", await File.ReadAllTextAsync(Path.Combine(_folder, "cases.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_is_one_case_however_often_it_is_sent()
    {
        const string Alert = """{"key":"spoofing-4711-1","users":["alice"],"text":"Owner 1 withdrew twenty orders."}""";
        Assert.Equal(201, (await _desk.PostAsync("/api/v1/compliance/cases", Alert)).Status);
        Assert.Equal(200, (await _desk.PostAsync("/api/v1/compliance/cases", Alert)).Status);
        Assert.Equal(1, (await _desk.GetAsync("/api/v1/compliance/cases")).Body.GetProperty("cases").GetArrayLength());
        Assert.Equal(409, (await ActAsync(1, """{"action":"reopen"}""")).Status);
        Assert.Equal(400, (await ActAsync(1, """{"action":"note"}""")).Status);
        Assert.Equal("closed", (await ActAsync(1, """{"action":"close","text":"A market maker."}"""))["status"]);
        Assert.Equal(409, (await ActAsync(1, """{"action":"escalate","text":"no"}""")).Status);
        Assert.Equal("open", (await ActAsync(1, """{"action":"reopen"}"""))["status"]);
        Assert.Equal(404, (await ActAsync(7, """{"action":"note","text":"?"}""")).Status);
        Assert.Equal(403, (await _alice.GetAsync("/api/v1/compliance/cases")).Status);
    }

    private static string Body(string name, string? document = null) =>
        $$"""{"name":"{{name}}","birth_date":"1980-12-31","country":"CH","tier":"level2","document_type":"passport","document":"{{document ?? Passport}}"}""";

    private Task<RestAnswer> SubmitAsync(string name) => _alice.PostAsync("/api/v1/kyc/submit", Body(name));

    private Task<RestAnswer> ActAsync(long id, string body) => _desk.PostAsync($"/api/v1/compliance/cases/{id}", body);

    private Task<RestAnswer> WebhookAsync(string body, string secret = Secret, TimeSpan late = default)
    {
        var (timestamp, signature) = new ProviderSignature(secret, _time).Sign(Encoding.UTF8.GetBytes(body));
        _time.Step(late);
        return _anybody.SendAsync(HttpMethod.Post, "/api/v1/kyc/webhook", body, request =>
        {
            request.Headers.Add(ProviderSignature.TimestampHeader, timestamp);
            request.Headers.Add(ProviderSignature.SignatureHeader, signature);
        });
    }

    private sealed class ToldProvider : IKycProvider
    {
        public TaskCompletionSource<byte[]> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task SubmitAsync(KycApplication application, Func<int, byte[]> read, CancellationToken cancellationToken)
        {
            Told.TrySetResult(read(1));
            return Task.CompletedTask;
        }
    }
}
