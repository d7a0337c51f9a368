import Mustache

/// What all pages look like. They need no script, no cookie and nothing from elsewhere. `{{ }}` escapes; a section is
/// shown where its value is there, so a value that is absent must not be an empty text.
enum PageTemplate {
    static func render(_ values: [String: String], _ language: Language) -> String {
        template.render(values.merging(["language": language.rawValue]) { $1 })
    }

    private static let template: MustacheTemplate = {
        do {
            return try MustacheTemplate(string: source)
        } catch {
            preconditionFailure("the page's template is part of the program: \(error)")
        }
    }()

    private static let source = """
        <!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
        body { font-family: system-ui, sans-serif; line-height: 1.7; color: #1a1a1a; background: #fff; margin: 0; }
        main { max-width: 32rem; margin: 12vh auto; padding: 0 1.5rem; }
        h1 { font-size: 1.5rem; }
        button { font: inherit; color: #fff; background: #0b57d0; border: 0; border-radius: .4rem; padding: .7rem 1.6rem; }
        button:focus-visible { outline: 3px solid #1a1a1a; outline-offset: 2px; }
        input[name=email] { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; }
        .wording { white-space: pre-wrap; border-left: .25rem solid #c4c7c5; padding-left: 1rem; }
        .problem { font-weight: bold; color: #b3261e; }
        .trap { position: absolute; left: -99rem; }
        </style>
        </head>
        <body>
        <main>
        <h1>{{title}}</h1>
        <p>{{lead}}</p>
        {{#name}}<p><strong>{{name}}</strong></p>{{/name}}
        {{#sender}}<p>{{sender}}</p>{{/sender}}
        {{#problem}}<p class="problem" role="alert">{{problem}}</p>{{/problem}}
        {{#form}}<form method="post">
        <p><label for="email">{{label}}</label>
        <input id="email" name="email" type="text" inputmode="email" autocomplete="email" required value="{{email}}"></p>
        {{#notice}}<p class="wording">{{wording}}</p>
        <p><label><input type="checkbox" name="agree" value="yes" required> {{agree}}</label></p>
        <input type="hidden" name="notice" value="{{notice}}">{{/notice}}
        <p class="trap" aria-hidden="true"><label>{{trap}} <input name="website" tabindex="-1" autocomplete="off"></label></p>
        <button type="submit">{{send}}</button>
        </form>{{/form}}
        {{#again}}<p><a href="{{again}}">{{again_label}}</a></p>{{/again}}
        {{#button}}<form method="post"><input type="hidden" name="by" value="page"><button type="submit">{{button}}</button></form>{{/button}}
        </main>
        </body>
        </html>

        """
}
