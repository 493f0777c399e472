using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Rialto.Integration.Dashboard;

/// <summary>A customer applies to be verified on the page, adds a document, and sees what is decided.</summary>
public sealed class IdentityTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_customer_applies_with_documents_and_sees_the_decision()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        await using var screen = await browser.OpenAsync(exchange, 390, 844, ColorScheme.Dark);
        await screen.SignInAsync("alice", "trader");
        await screen.Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Parts of the page" }).GetByText("Mine").ClickAsync();
        await screen.Tab("Identity").ClickAsync();
        await Expect(screen.Own.Locator("[data-field=standing]")).ToContainTextAsync("You are pending");
        await screen.Button("Apply").ClickAsync();
        await Expect(screen.Own).ToContainTextAsync("The name is missing.");

        await screen.Field("Name").FillAsync("Alice Example");
        await screen.Field("Date of birth").FillAsync("1980-12-31");
        await screen.Field("Country").FillAsync("ch");
        await screen.Field("Tier asked for").SelectOptionAsync("level2");
        await ChooseAsync(screen, "not a document at all");
        await screen.Button("Apply").ClickAsync();
        await screen.SaysAsync("The document is no PDF, PNG or JPEG.");
        await ChooseAsync(screen, "%PDF-1.4 a document of one line\n%%EOF\n");
        await screen.Button("Apply").ClickAsync();
        await screen.SaysAsync("Application 1 is submitted.");
        await Expect(screen.Own.Locator("[data-field=application]")).ToContainTextAsync("Application 1 for level2, CH");
        await screen.Field("Type of document").SelectOptionAsync("proof_of_address");
        await ChooseAsync(screen, "%PDF-1.4 another document\n%%EOF\n");
        await screen.Button("Add the document").ClickAsync();
        var documents = screen.Own.GetByRole(AriaRole.Table, new LocatorGetByRoleOptions { Name = "Documents" });
        await Expect(documents.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(documents).ToContainTextAsync("proof of address");
        await screen.FitsAsync("Identity");
        await screen.ScrollsNowhereAsync(".own-panel");

        Assert.Equal(200, (int)(await exchange.SignedAsync(HttpMethod.Post, "/api/v1/compliance/cases/1", """{"action":"approve"}""")).Status);
        await Expect(screen.Own.Locator("[data-field=standing]")).ToContainTextAsync("You are verified, tier level2");
        await Expect(screen.Own.Locator("[data-field=application]")).ToContainTextAsync("approved");
        // Browsers log each refusal.
        screen.ForgetComplaints();
    }

    private static Task ChooseAsync(Screen screen, string content) =>
        screen.Field("Document").SetInputFilesAsync(new FilePayload { Name = "document.pdf", MimeType = "application/pdf", Buffer = System.Text.Encoding.UTF8.GetBytes(content) });
}
